// Behaviour of the house's pages. Everything here makes a page quicker or kinder; nothing makes it possible.
import {
  Button,
  ErrorSummary,
  NotificationBanner,
  Radios,
  Checkboxes,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "govuk-frontend";
import "./shortcuts.js";
import { FilterToggleButton } from "@ministryofjustice/frontend/moj/components/filter-toggle-button/filter-toggle-button.mjs";

document.body.classList.add("js-enabled", "govuk-frontend-supported");

function start(scope) {
  for (const component of [Button, ErrorSummary, NotificationBanner, Radios, Checkboxes, ServiceNavigation, SkipLink]) {
    createAll(component, undefined, { scope, onError: () => {} });
  }
}
start(document);

// An error told on another page leads to the field: it is not only scrolled to, one can write in it.
const meant = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (meant && meant.matches("input, select, textarea")) meant.focus();

for (const root of document.querySelectorAll('[data-module="moj-filter"]')) {
  const { showText, hideText, closeText } = root.dataset;
  new FilterToggleButton(root, {
    bigModeMediaQuery: "(min-width: 62.5em)",
    startHidden: false,
    toggleButton: { showText, hideText, classes: "govuk-button--secondary" },
    toggleButtonContainer: { selector: ".moj-action-bar__filter" },
    closeButton: { text: closeText, classes: "dost-smallbutton" },
    closeButtonContainer: { selector: ".moj-filter__header-action" },
  });
}

// --- Live pages: refreshed every few seconds, but never under the reader's hands --------------------------

const live = document.querySelector("[data-live]");
let paused = false;

function readerIsBusy(region) {
  const selection = document.getSelection();
  return Boolean(selection && !selection.isCollapsed && region.contains(selection.anchorNode));
}

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const region = event.target.closest("[data-polled]");
  if (region === event.target && (paused || document.hidden || readerIsBusy(region))) event.preventDefault();
});

if (live) {
  const button = live.querySelector("button");
  const state = live.querySelector("[data-live-state]");
  live.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    live.classList.toggle("dost-live--paused", paused);
    button.textContent = paused ? button.dataset.resume : button.dataset.pause;
    state.textContent = paused ? state.dataset.paused : state.dataset.live;
  });
}

// --- htmx swaps: what was open stays open, what was scrolled stays scrolled -------------------------------

const kept = new Map();

document.body.addEventListener("htmx:beforeSwap", (event) => {
  kept.clear();
  const { xhr, pathInfo } = event.detail;
  const asked = new URL(pathInfo.finalRequestPath, location.href);
  if (xhr.responseURL && new URL(xhr.responseURL).pathname !== asked.pathname) {
    // Sent elsewhere, most likely to sign in again: that page belongs in the window, not in a piece of this one.
    event.detail.shouldSwap = false;
    location.reload();
    return;
  }
  for (const details of event.target.querySelectorAll("details[id]")) kept.set(details.id, details.open);
  for (const box of event.target.querySelectorAll(".dost-scroll[id]")) kept.set(box.id, box.scrollLeft);
});

document.body.addEventListener("htmx:afterSwap", () => {
  for (const [id, value] of kept) {
    const element = document.getElementById(id);
    if (!element) continue;
    if (element instanceof HTMLDetailsElement) element.open = value;
    else element.scrollLeft = value;
  }
  kept.clear();
});

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (!event.target.matches("[data-polled]")) start(event.target);
  const words = event.target.querySelector("[data-announce]");
  const announcer = document.getElementById("announcer");
  const said = words && words.textContent.trim().replace(/\s+/g, " ");
  // What has not changed is not said again: a list that is fetched every few seconds would never be silent.
  if (said && announcer && announcer.textContent !== said) announcer.textContent = said;
});

// A page that could not be fetched says so once, in words, and keeps what is on the screen.
for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.body.addEventListener(name, () => {
    const trouble = document.getElementById("trouble");
    if (trouble) trouble.hidden = false;
  });
}
document.body.addEventListener("htmx:afterOnLoad", () => {
  const trouble = document.getElementById("trouble");
  if (trouble) trouble.hidden = true;
});

// --- Keyboard: "/" goes to the search. Printing opens every detail of staff; a citizen takes two sheets home,
// --- and has opened before what else is wanted on paper ---------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("[data-shortcut-search]");
  if (search && search.offsetParent !== null) {
    event.preventDefault();
    search.focus();
  }
});

window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll(".dost-staff details:not([open])")) {
    details.dataset.printed = "1";
    details.open = true;
  }
});
window.addEventListener("afterprint", () => {
  for (const details of document.querySelectorAll("details[data-printed]")) {
    details.open = false;
    delete details.dataset.printed;
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
