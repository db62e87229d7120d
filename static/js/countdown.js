// Beside a time that a page states: how long it is until then. When it has come, htmx is told, which
// asks the server how things stand: once, and after a failure once a minute.
(() => {
  "use strict";

  const MINUTE = 60_000;
  const words = new Intl.RelativeTimeFormat("en");
  // By the clock, which goes on while a computer sleeps; counted from now, as it may be wrong.
  const ends = new WeakMap();
  const asked = new WeakSet();

  const left = (time) =>
    time > MINUTE ? words.format(Math.ceil(time / MINUTE), "minute") : "in less than a minute";

  const count = (place) => {
    const now = Date.now();
    if (!ends.has(place)) ends.set(place, now + 1000 * Number(place.dataset.secondsLeft));
    const isOver = ends.get(place) <= now;
    if (isOver) {
      asked.add(place);
      ends.set(place, now + MINUTE);
      place.dispatchEvent(new CustomEvent("time-has-come"));
    }
    const said = asked.has(place) ? "" : `, ${left(ends.get(place) - now)}`;
    if (place.textContent !== said) place.textContent = said;
  };

  const countAll = () => document.querySelectorAll("[data-seconds-left]").forEach(count);
  countAll();
  document.addEventListener("htmx:load", countAll);
  document.addEventListener("visibilitychange", countAll);
  setInterval(countAll, 1000);
})();
