// How much of a limit is used, shown before it bites. Counted as the server counts: characters,
// a line break being one.
(() => {
  "use strict";

  const NEAR = 0.8;

  const count = (counter) => {
    const control = document.getElementById(counter.dataset.counts);
    if (!control) return;
    const used = [...control.value.trim()].length;
    const limit = Number(counter.dataset.limit);
    counter.firstElementChild.textContent = used.toLocaleString("en-US");
    counter.classList.toggle("near", used >= limit * NEAR);
    counter.classList.toggle("over", used > limit);
  };

  const countAll = () => document.querySelectorAll("[data-counts]").forEach(count);
  document.addEventListener("DOMContentLoaded", countAll);
  document.addEventListener("htmx:afterSettle", countAll);
  for (const kind of ["input", "restored"]) {
    document.addEventListener(kind, (event) => {
      const counter = document.querySelector(`[data-counts="${CSS.escape(event.target.id)}"]`);
      if (counter) count(counter);
    });
  }
})();
