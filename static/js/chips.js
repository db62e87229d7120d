// A list that is typed one on a line becomes chips. The text area stays what is sent; Enter ends a
// chip, and so does a comma where there are suggestions, which are the browser's own list.
(() => {
  "use strict";

  const make = (tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };

  const upgrade = (area) => {
    const id = area.id;
    const label = document.querySelector(`label[for="${CSS.escape(id)}"]`)?.textContent ?? "";
    const box = make("div", { class: "chips-editor" });
    const list = make("ul", { class: "chips", "aria-label": label });
    const input = make("input", { type: "text", id, autocomplete: "off", placeholder: "Add one, then press Enter" });
    if (area.dataset.chips) input.setAttribute("list", area.dataset.chips);
    if (area.hasAttribute("aria-describedby")) {
      input.setAttribute("aria-describedby", area.getAttribute("aria-describedby"));
    }
    const said = make("span", { class: "visually-hidden", role: "status" });
    area.id = `${id}_lines`;
    area.hidden = true;
    box.append(list, input, said);
    area.before(box);

    const items = () => area.value.split("\n").map((line) => line.trim()).filter(Boolean);
    const has = (text) => items().some((item) => item.toLowerCase() === text.toLowerCase());

    const draw = () => {
      list.replaceChildren(
        ...items().map((item) => {
          const chip = make("li", {}, "");
          const remove = make("button", { type: "button", "aria-label": `Remove ${item}` }, "×");
          remove.addEventListener("click", () => {
            const place = items().indexOf(item);
            store(items().filter((other) => other !== item), `Removed ${item}`);
            (list.querySelectorAll("button")[place] ?? input).focus();
          });
          chip.append(make("span", {}, item), remove);
          return chip;
        }),
      );
      list.hidden = !list.childElementCount;
    };

    const store = (texts, sentence) => {
      area.value = texts.join("\n");
      said.textContent = sentence;
      draw();
      area.dispatchEvent(new Event("input", { bubbles: true }));
      area.dispatchEvent(new Event("listed", { bubbles: true }));
    };

    const add = (typed) => {
      const texts = typed.map((text) => text.trim()).filter((text) => text && !has(text));
      input.value = "";
      if (texts.length) store([...items(), ...texts], `Added ${texts.join(", ")}`);
    };

    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if ((event.key === "Enter" || (event.key === "," && area.dataset.chips)) && input.value.trim()) {
        event.preventDefault();
        add([input.value]);
      } else if (event.key === "Enter") {
        event.preventDefault();
      } else if (event.key === "Backspace" && !input.value) {
        list.querySelector("li:last-child button")?.focus();
      }
    });
    // What is typed here is no text of the form's until it is a chip.
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      const offered = document.querySelectorAll(`#${area.dataset.chips || "none"} option`);
      const isChosen = event.inputType === "insertReplacementText" || !event.inputType;
      // A spelling correction in mid-word is no choice.
      if (isChosen && [...offered].some((option) => option.value === input.value)) add([input.value]);
    });
    input.addEventListener("paste", (event) => {
      const pasted = event.clipboardData.getData("text");
      if (!pasted.includes("\n")) return;
      event.preventDefault();
      add(pasted.split(/\r?\n/));
    });
    input.addEventListener("change", (event) => {
      event.stopPropagation();
      add([input.value]);
    });
    area.addEventListener("restored", draw);
    area.form?.addEventListener("submit", () => add([input.value]));

    const suggestions = document.querySelector(`[data-suggests="${CSS.escape(id)}"]`);
    for (const item of suggestions?.querySelectorAll("li") ?? []) {
      const button = make("button", { type: "button" }, item.textContent);
      const mark = () => button.setAttribute("aria-pressed", String(has(button.textContent)));
      button.addEventListener("click", () => {
        const text = button.textContent;
        if (has(text)) {
          store(items().filter((other) => other.toLowerCase() !== text.toLowerCase()), `Removed ${text}`);
        } else add([text]);
      });
      area.addEventListener("listed", mark);
      area.addEventListener("restored", mark);
      item.replaceChildren(button);
      mark();
    }
    draw();
  };

  const upgradeAll = () => {
    for (const area of document.querySelectorAll("textarea[data-chips]:not([hidden])")) upgrade(area);
  };
  // At once, and before the first paint: the page has been read when a deferred script runs.
  upgradeAll();
})();
