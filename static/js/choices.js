// A list that was asked for before a choice in it was through may show how it was before that
// choice. It does not take the place of what the choice brings; it is asked for once more. So is a
// list of which there is news while it is on its way, as htmx forgets the news with the old list.
(() => {
  "use strict";

  const RETRY_MS = 3000;
  const lists = "#match-list, #actions-cards";
  const none = { asked: 0, underWay: 0, through: 0, isOld: false };
  const choices = { "match-list": { ...none }, "actions-cards": { ...none } };
  const news = { "matches-changed": "match-list", "actions-changed": "actions-cards" };
  const throughWhenAsked = new WeakMap();

  const askAgainIfOld = (id) => {
    const list = document.getElementById(id);
    const { asked, underWay, isOld } = choices[id];
    if (asked || underWay || !isOld || !list) return;
    choices[id].isOld = false;
    htmx.ajax("get", list.getAttribute("hx-get"), { source: list })?.catch(() => {
      choices[id].isOld = true;
      setTimeout(askAgainIfOld, RETRY_MS, id);
    });
  };

  document.addEventListener("htmx:beforeSend", ({ detail: { elt, target, xhr, requestConfig } }) => {
    const list = requestConfig.verb === "post" ? elt.closest(lists) : null;
    const { id } = list ?? target;
    if (!(id in choices)) return;
    const now = choices[id];
    if (!list) throughWhenAsked.set(xhr, now.through);
    now[list ? "underWay" : "asked"] += 1;
    xhr.addEventListener("loadend", () => {
      now[list ? "underWay" : "asked"] -= 1;
      if (list) now.through += 1;
      askAgainIfOld(id);
    });
  });

  const leaveOutIfOld = (event) => {
    const { target, xhr, requestConfig } = event.detail;
    const now = choices[target.id];
    if (!throughWhenAsked.has(xhr) || !now) return;
    if (!now.underWay && now.through === throughWhenAsked.get(xhr)) return;
    now.isOld = true;
    // What a filter asked for is shown at once, as the address tells of it already.
    if (requestConfig.elt !== target) return;
    event.detail.shouldSwap = false;
    event.stopImmediatePropagation();
  };
  // Before anyone makes ready for a swap that is not to be.
  document.addEventListener("htmx:beforeSwap", leaveOutIfOld, { capture: true });

  for (const [event, id] of Object.entries(news)) {
    const note = () => {
      if (choices[id].asked) choices[id].isOld = true;
    };
    document.addEventListener(event, note, { capture: true });
  }
})();
