// A list that was asked for before a choice in it was through may show how it was before that
// choice. It does not take the place of what the choice brings; it is asked for once more.
(() => {
  "use strict";

  const lists = "#match-list, #actions-cards";
  const none = { underWay: 0, through: 0, isOld: false };
  const choices = { "match-list": { ...none }, "actions-cards": { ...none } };
  const throughWhenAsked = new WeakMap();

  const askAgainIfOld = (id) => {
    const list = document.getElementById(id);
    if (choices[id].underWay || !choices[id].isOld || !list) return;
    choices[id].isOld = false;
    htmx.ajax("get", list.getAttribute("hx-get"), { source: list })?.catch(() => {});
  };

  document.addEventListener("htmx:beforeSend", ({ detail: { elt, target, xhr, requestConfig } }) => {
    const list = requestConfig.verb === "post" ? elt.closest(lists) : null;
    const { id } = list ?? target;
    if (!(id in choices)) return;
    if (list) choices[id].underWay += 1;
    else throughWhenAsked.set(xhr, choices[id].through);
    xhr.addEventListener("loadend", () => {
      if (list) choices[id].underWay -= 1;
      if (list) choices[id].through += 1;
      askAgainIfOld(id);
    });
  });

  const leaveOutIfOld = (event) => {
    const { target, xhr, requestConfig } = event.detail;
    const chosen = choices[target.id];
    if (!throughWhenAsked.has(xhr) || !chosen) return;
    if (!chosen.underWay && chosen.through === throughWhenAsked.get(xhr)) return;
    chosen.isOld = true;
    // What a filter asked for is shown at once, as the address tells of it already.
    if (requestConfig.elt !== target) return;
    event.detail.shouldSwap = false;
    event.stopImmediatePropagation();
  };
  // Before anyone makes ready for a swap that is not to be.
  document.addEventListener("htmx:beforeSwap", leaveOutIfOld, { capture: true });
})();
