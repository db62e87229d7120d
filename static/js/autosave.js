// Forms that save as one types. What is not saved yet is kept in this tab, through reloads, a lost
// connection and a lapsed sign-in, and brought back when the form is opened again.
(() => {
  "use strict";

  const RETRY_SECONDS = [3, 10, 30, 60];
  const states = new WeakMap();
  const keyOf = (form) => `draft:${form.dataset.draft}`;

  const fieldsOf = (form) =>
    [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "next");
  const snapshot = (form) => JSON.stringify(fieldsOf(form));
  const typed = (form) => JSON.stringify(fieldsOf(form).filter(([name]) => name !== "seen"));

  const stateOf = (form) => document.querySelector(form.getAttribute("hx-target"));

  const tell = (form, text, link) => {
    const place = stateOf(form);
    if (!place) return;
    const line = document.createElement("p");
    line.className = "refused";
    line.textContent = text;
    if (link) {
      const anchor = document.createElement("a");
      anchor.href = link;
      anchor.target = "_blank";
      anchor.textContent = "Sign in";
      line.append(" ", anchor);
    }
    place.replaceChildren(line);
  };

  const restore = (form) => {
    const stored = sessionStorage.getItem(keyOf(form));
    if (!stored) return;
    const values = JSON.parse(stored);
    if (JSON.stringify(values.filter(([name]) => name !== "seen")) === typed(form)) {
      sessionStorage.removeItem(keyOf(form));
      return;
    }
    for (const control of form.elements) {
      if (!control.name || control.name === "csrfmiddlewaretoken") continue;
      const mine = values.filter(([name]) => name === control.name).map(([, value]) => value);
      if (control.type === "checkbox" || control.type === "radio") {
        control.checked = mine.includes(control.value);
      } else if (mine.length && control.type !== "submit") {
        control.value = mine[0];
        control.dispatchEvent(new Event("restored", { bubbles: true }));
      }
    }
    if (form.matches("[data-autosave]")) htmx.trigger(form, "autosave");
  };

  const watch = (form) => {
    if (states.has(form)) return;
    // What the server could not keep is on the page, and not stored anywhere yet.
    const isUnsaved = "unsaved" in form.dataset;
    states.set(form, { saved: isUnsaved ? null : typed(form), tries: 0 });
    if (isUnsaved) sessionStorage.setItem(keyOf(form), snapshot(form));
    else restore(form);
    const keep = () => {
      const state = states.get(form);
      if (typed(form) === state.saved) sessionStorage.removeItem(keyOf(form));
      else sessionStorage.setItem(keyOf(form), snapshot(form));
    };
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.addEventListener("submit", () => {
      // On its way: the answer is a page of its own, which says how it went.
      states.get(form).leaving = true;
    });
  };

  const watchAll = (root) => {
    for (const form of root.querySelectorAll("form[data-draft]")) watch(form);
  };
  // A page that follows a save says what was saved, whose draft has then served its time.
  const forgetSaved = () => {
    for (const message of document.querySelectorAll("[data-forget]")) {
      for (const key of Object.keys(sessionStorage)) {
        if (key.endsWith(`/${message.dataset.forget}`)) sessionStorage.removeItem(key);
      }
    }
  };

  // A row whose form was open with something in it that is not saved is opened again.
  const reopen = () => {
    for (const opener of document.querySelectorAll("[data-reopens]")) {
      if (sessionStorage.getItem(`draft:${opener.dataset.reopens}`)) opener.click();
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    forgetSaved();
    watchAll(document);
    reopen();
  });
  document.addEventListener("htmx:afterSettle", () => watchAll(document));

  const later = (form) => {
    const state = states.get(form);
    const seconds = RETRY_SECONDS[Math.min(state.tries++, RETRY_SECONDS.length - 1)];
    setTimeout(() => form.isConnected && htmx.trigger(form, "autosave"), seconds * 1000);
  };

  const autosaveOf = (event) => {
    const form = event.detail.elt;
    return form.matches("form[data-autosave]") && states.has(form) ? form : null;
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = autosaveOf(event);
    if (form) states.get(form).sent = typed(form);
  });

  // A lapsed sign-in would send the page away from what is being written.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const form = autosaveOf(event);
    const away = form && event.detail.xhr.getResponseHeader("HX-Redirect");
    if (!away) return;
    event.preventDefault();
    tell(form, "Not saved: you are signed out. What you typed is kept here.", away);
    later(form);
  });

  document.addEventListener("htmx:sendError", (event) => {
    const form = autosaveOf(event);
    if (!form) return;
    tell(form, "Not saved: no connection. What you typed is kept here, and saved when it is back.");
    later(form);
  });

  document.addEventListener("htmx:responseError", (event) => {
    const form = autosaveOf(event);
    if (!form || event.detail.xhr.status === 403) return;
    tell(form, "Not saved, through a fault of ours. What you typed is kept here; trying again.");
    later(form);
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = autosaveOf(event);
    if (form) states.get(form).leaving = false;
    const { xhr } = event.detail;
    if (!form || ![200, 422].includes(xhr.status) || xhr.getResponseHeader("HX-Redirect")) return;
    const state = states.get(form);
    state.tries = 0;
    if (xhr.status === 200) state.saved = state.sent;
    // What is left is a draft of what is stored by now: it carries the new token.
    if (typed(form) === state.saved) sessionStorage.removeItem(keyOf(form));
    else sessionStorage.setItem(keyOf(form), snapshot(form));
  });

  // A form that closes with its answer has no afterRequest any more.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (!form?.matches?.("form[data-draft]") || event.detail.xhr.status !== 200) return;
    if (states.get(form)?.sent === typed(form)) sessionStorage.removeItem(keyOf(form));
  });

  // What is wrong with a field is said to those who do not see it, too.
  document.addEventListener("htmx:afterSettle", () => {
    for (const errors of document.querySelectorAll("form[data-autosave] .errors[id]")) {
      const control = document.getElementById(errors.id.replace(/_errors$/, ""));
      if (!control) continue;
      const isWrong = errors.childElementCount > 0;
      control.setAttribute("aria-invalid", String(isWrong));
    }
  });

  addEventListener("click", (event) => {
    const discard = event.target.closest("[data-discard]");
    if (discard) {
      const form = discard.closest("form[data-draft]");
      sessionStorage.removeItem(keyOf(form));
      states.get(form).leaving = true;
    }
  });

  const unsaved = (form) => {
    const state = states.get(form);
    return state && !state.leaving && typed(form) !== state.saved;
  };
  document.addEventListener("htmx:confirm", (event) => {
    const form = event.detail.elt.matches("[data-close]") && event.detail.elt.closest("form[data-draft]");
    if (!form || !unsaved(form)) return;
    event.preventDefault();
    if (confirm("Close this with something in it that is not saved?")) {
      sessionStorage.removeItem(keyOf(form));
      event.detail.issueRequest(true);
    }
  });
  addEventListener("beforeunload", (event) => {
    for (const form of document.querySelectorAll("form[data-autosave]")) {
      if (unsaved(form)) event.preventDefault();
    }
  });
})();
