// How much of an import is chosen, as one ticks.
(() => {
  "use strict";

  const form = document.getElementById("choices");
  const count = document.getElementById("count");
  const chosen = "[name=take]:checked, [type=radio]:checked:not([value=skip])";
  const show = () => {
    count.textContent = `${form.querySelectorAll(chosen).length} of ${count.dataset.total} chosen`;
  };
  form.addEventListener("change", show);
  // The browser may bring back what was ticked before a reload.
  addEventListener("pageshow", show);
})();
