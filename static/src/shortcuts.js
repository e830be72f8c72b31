// Letters that press what is shown: `data-shortcut="n"` on a button, a link, a field or whatever holds one. The letter
// stands beside it. Never while something is typed, never with a modifier; and they can be switched off for this
// browser (WCAG 2.1.4), by the button `data-shortcuts`.

const KEPT = "dost-shortcuts";
const OFF = "off";
const TYPED = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=button], [type=submit])";

function isOff() {
  try {
    return localStorage.getItem(KEPT) === OFF;
  } catch {
    return false;
  }
}

function keep(off) {
  try {
    if (off) localStorage.setItem(KEPT, OFF);
    else localStorage.removeItem(KEPT);
  } catch {
    // A browser that keeps nothing: it counts for this page.
  }
}

function letterOf(event) {
  // On a keyboard with other letters, the place of the key says which one is meant.
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
}

function press(element) {
  const field = element.matches("input, select, textarea") ? element : element.querySelector("input:checked, input, select");
  if (field && !element.matches("button, a, summary")) return field.focus();
  element.click();
  if (!element.matches("summary")) return undefined;
  const first = element.parentElement.open && element.parentElement.querySelector("select, input:not([type=hidden])");
  return (first || element).focus();
}

let off = isOff();

function show() {
  document.body.classList.toggle("dost-no-shortcuts", off);
  for (const button of document.querySelectorAll("[data-shortcuts]")) {
    button.hidden = false;
    button.textContent = off ? button.dataset.off : button.dataset.on;
  }
}
show();

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-shortcuts]")) return;
  off = !off;
  keep(off);
  show();
});

document.addEventListener("keydown", (event) => {
  if (off || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(TYPED)) return;
  const letter = letterOf(event);
  const found = letter && document.querySelector(`[data-shortcut="${letter}"]`);
  if (!found || found.offsetParent === null) return;
  event.preventDefault();
  press(found);
});
