// Typing a rule: what fits at the cursor, as a list under the field. Without this the field is a plain field, the server
// still says what is wrong, and "What can I name here?" looks names up.
//
// The list follows the editable combobox of the ARIA practices: the text keeps the focus, aria-activedescendant tells
// which option is meant. A text of several lines is no combobox, so there aria-expanded is left out.

// A name that is begun, a value in quotation marks, or the place behind a comparison or a bracket.
const TRIGGER = /(?:^|[^\p{L}\d_.])\p{L}[\p{L}\d_.]*$|'[^']*$|[=<>(,]\s*$/u;
const timers = new WeakMap();

const listOf = (field) => document.getElementById(`${field.id}-options`);
const options = (field) => [...(listOf(field)?.querySelectorAll("[role=option]") ?? [])];
const active = (field) => document.getElementById(field.getAttribute("aria-activedescendant") ?? "");

function isOpen(field) {
  const box = listOf(field);
  return Boolean(box && !box.hidden);
}

function open(field) {
  const box = listOf(field);
  const list = box?.querySelector("[role=listbox]");
  if (!list || document.activeElement !== field) {
    close(field);
    return;
  }
  box.hidden = false;
  field.setAttribute("aria-controls", list.id);
  if (field.getAttribute("role") === "combobox") field.setAttribute("aria-expanded", "true");
}

function close(field) {
  const box = listOf(field);
  if (!box) return;
  clearTimeout(timers.get(field));
  box.hidden = true;
  box.replaceChildren();
  field.removeAttribute("aria-activedescendant");
  if (field.getAttribute("role") === "combobox") {
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", box.id);
  } else {
    field.removeAttribute("aria-controls");
  }
}

function choose(field, option) {
  for (const other of options(field)) other.setAttribute("aria-selected", String(other === option));
  const about = listOf(field).querySelector("[data-about]");
  if (!option) {
    field.removeAttribute("aria-activedescendant");
    about.textContent = "";
    return;
  }
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
  about.innerHTML = option.querySelector(".dost-option__about").innerHTML;
}

function step(field, by) {
  const all = options(field);
  const here = all.indexOf(active(field));
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : (here + by + all.length) % all.length;
  choose(field, all[next]);
}

function take(field, option) {
  const { insert, start, end } = option.dataset;
  const whole = "whole" in field.dataset;
  close(field);
  field.focus();
  if (whole) field.value = insert;
  else field.setRangeText(insert, Number(start), Number(end), "end");
  field.dataset.taken = "1";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  delete field.dataset.taken;
  if (whole) field.dispatchEvent(new Event("change", { bubbles: true }));
}

function ask(field, wait) {
  clearTimeout(timers.get(field));
  timers.set(
    field,
    setTimeout(() => field.dispatchEvent(new CustomEvent("dost:complete", { bubbles: false })), wait),
  );
}

const isField = (element) => element instanceof HTMLElement && element.matches("[data-typing]");

document.addEventListener("input", ({ target }) => {
  if (!isField(target)) return;
  const fits = TRIGGER.test(target.value.slice(0, target.selectionStart));
  if (fits && !target.dataset.taken) ask(target, 140);
  else close(target);
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!isField(field) || event.isComposing) return;
  if (event.key === " " && event.ctrlKey) {
    event.preventDefault();
    ask(field, 0);
  } else if (isOpen(field)) {
    keyInList(event, field);
  } else if (event.key === "ArrowDown" && (event.altKey || field.getAttribute("role") === "combobox")) {
    event.preventDefault();
    ask(field, 0);
  }
});

function keyInList(event, field) {
  const option = active(field);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(field, event.key === "ArrowDown" ? 1 : -1);
  } else if ((event.key === "Enter" || event.key === "Tab") && option) {
    event.preventDefault();
    take(field, option);
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close(field);
  } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
    close(field);
  }
}

// The mouse must not take the focus from the text.
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".dost-options [role=option]");
  const box = event.target.closest(".dost-options");
  if (!box) return;
  event.preventDefault();
  const field = document.getElementById(box.id.replace(/-options$/, ""));
  if (option && field) take(field, option);
});

document.addEventListener("mouseover", (event) => {
  const option = event.target.closest(".dost-options [role=option]");
  if (!option) return;
  const field = document.getElementById(option.closest(".dost-options").id.replace(/-options$/, ""));
  if (field && active(field) !== option) choose(field, option);
});

// Where the focus was sent once it is not sent again when a list around it is drawn anew.
document.addEventListener("focusin", ({ target }) => target.removeAttribute("autofocus"));

document.addEventListener("focusout", ({ target }) => {
  if (isField(target)) close(target);
});

document.body.addEventListener("htmx:configRequest", (event) => {
  const field = event.target;
  if (!isField(field)) return;
  event.detail.parameters.cursor = String(field.selectionStart);
  field.dataset.asked = field.value;
});

document.body.addEventListener("htmx:afterSwap", (event) => {
  const id = event.target.id ?? "";
  if (!id.endsWith("-options")) return;
  const field = document.getElementById(id.replace(/-options$/, ""));
  if (!field) return;
  if (field.value === field.dataset.asked) open(field);
  else close(field);
});

// A form drawn anew is as it was when it was asked for. What was typed or chosen meanwhile is not overwritten by it: it
// asks again itself, as soon as it is left.
const askedWith = new WeakMap();
const typedIn = (builder) => new URLSearchParams(new FormData(builder.closest("form"))).toString();

document.body.addEventListener("htmx:beforeRequest", ({ target, detail }) => {
  if (target.matches(".dost-builder")) askedWith.set(detail.xhr, typedIn(target));
});
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const builder = requestConfig.elt;
  if (askedWith.has(xhr) && builder.isConnected && typedIn(builder) !== askedWith.get(xhr)) event.detail.shouldSwap = false;
});

// Whoever leaves while something typed is not saved is asked first, so that nothing is lost by a click elsewhere.
document.addEventListener("input", ({ target }) => {
  const form = target.closest("form[data-keeps]");
  if (form) form.dataset.typed = "1";
});
document.addEventListener("submit", ({ target }) => delete target.dataset.typed);
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-gives-up]")) delete target.closest("form")?.dataset.typed;
});
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-keeps][data-typed]")) event.preventDefault();
});
