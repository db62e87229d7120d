// What every page needs: the reader's time zone, a word when a request fails, and patience with
// what the reader has opened.
(() => {
  "use strict";

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes(`tz=${zone}`)) {
    document.cookie = `tz=${zone}; path=/; max-age=31536000; samesite=lax`;
  }

  // Signing out leaves nothing typed behind in this tab.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) sessionStorage.clear();
  });

  const say = (text) => {
    const place = document.getElementById("failure");
    if (place) place.textContent = text;
  };
  const isAutosave = (event) => event.detail.elt.matches("[data-autosave]");
  // A poll, a countdown, a list whose time has come: nobody has pressed or typed anything.
  const isByItself = ({ detail: { requestConfig } }) => !requestConfig.triggeringEvent?.isTrusted;
  const isQuiet = (event) => isAutosave(event) || isByItself(event);

  document.addEventListener("htmx:sendError", (event) => {
    if (isQuiet(event)) return;
    say("That did not reach us: there seems to be no connection. Nothing was changed; try again.");
  });
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (isQuiet(event) || status === 403) return;
    say(
      status === 429
        ? "That was too much at once. Wait a moment, then try again."
        : "That did not work, through a fault of ours. Nothing was changed; try again.",
    );
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isQuiet(event)) say("");
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.status === 404 && xhr.getResponseHeader("HX-Reswap") === "none" && !isByItself(event)) {
      say("That is not there any more. Reload the page to see how it stands now.");
    }
  });

  // A swap closes no details that the reader has opened, and takes nobody away from what they type.
  const opened = new Set();
  let typing = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { id, selectionStart, selectionEnd } = document.activeElement;
    typing = { id, selectionStart, selectionEnd };
    opened.clear();
    for (const details of event.detail.target.querySelectorAll("details[open][id]")) {
      opened.add(details.id);
    }
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    // What htmx cannot focus as long as it is folded away.
    if (document.activeElement !== document.body) return;
    document.getElementById(typing?.id)?.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:afterSettle", () => {
    const { id, selectionStart, selectionEnd } = typing ?? {};
    typing = null;
    // After a draft has been put back, which moves the caret to its end.
    queueMicrotask(() => {
      const place = document.activeElement;
      if (!id || place.id !== id || typeof selectionStart !== "number") return;
      place.setSelectionRange(selectionStart, selectionEnd);
    });
  });

  // Matches that come in while a refresh runs do not push away the one that is being read.
  let reading = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const list = event.detail.target;
    if (list.id !== "match-list") return;
    const isScrolledInto = list.getBoundingClientRect().top < 0;
    const cards = isScrolledInto ? [...list.querySelectorAll(".match-card[id]")] : [];
    reading = cards
      .map((card) => ({ id: card.id, box: card.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > 0 && box.top < innerHeight);
  });
  document.addEventListener("htmx:afterSwap", () => {
    const kept = reading.find(({ id }) => document.getElementById(id));
    reading = [];
    if (!kept) return;
    const moved = document.getElementById(kept.id).getBoundingClientRect().top - kept.box.top;
    if (moved) scrollBy({ top: moved, behavior: "instant" });
  });

  // What comes for something that was replaced meanwhile is for what took its place.
  document.addEventListener("htmx:beforeOnLoad", ({ detail: answer }) => {
    const replaced = answer.target;
    const now = document.getElementById(replaced.id);
    if (replaced.isConnected || !now) return;
    answer.target = now;
    // htmx asks the one that was replaced whether to swap, where nobody would hear it.
    const ask = ({ type, detail }) =>
      now.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
    replaced.addEventListener("htmx:beforeSwap", ask, { once: true });
  });

  // A link to something that is folded away unfolds it.
  const unfold = () => {
    let inside = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (; inside; inside = inside.parentElement?.closest("details")) {
      if (inside.matches("details")) inside.open = true;
    }
  };
  addEventListener("hashchange", unfold);
  addEventListener("DOMContentLoaded", unfold);

  // Filters apply by themselves, so their button is for those without JavaScript.
  document.documentElement.classList.add("js");
})();
