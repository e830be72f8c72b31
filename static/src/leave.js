// Leaving a page at once, by its button or by Esc pressed three times within five seconds: the page is blank before the
// next one has come, and its entry in the history of the tab is replaced. Without this script the button is a plain link.
const TIMES = 3;
const WITHIN = 5_000;

const root = document.querySelector("[data-leave]");
const link = root.querySelector("a");
const status = root.querySelector("[data-leave-status]");
let presses = 0;
let timer = 0;

root.querySelector("[data-leave-key]").hidden = false;

function leave() {
  clearTimeout(timer);
  document.body.classList.add("govuk-exit-this-page-hide-content");
  const overlay = document.createElement("div");
  overlay.className = "govuk-exit-this-page-overlay";
  overlay.setAttribute("role", "alert");
  document.body.append(overlay);
  overlay.textContent = root.dataset.leaving;
  location.replace(link.href);
}

function startAgain() {
  presses = 0;
  status.textContent = root.dataset.tooSlow;
}

link.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault(); // In a full screen the first would only end that.
    presses += 1;
    if (presses === 1) timer = setTimeout(startAgain, WITHIN);
    if (presses >= TIMES) leave();
    else status.textContent = presses === 1 ? root.dataset.twoMore : root.dataset.oneMore;
  },
  true,
);
