// Behaviour of a centre's public screens. They work without it; with it they are kinder, and forget sooner.

const body = document.body;
const { clears, asks, home } = body.dataset;

// --- What is wrong is read first; a ticket is printed ------------------------------------------------------------

document.querySelector("[data-focus]")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// --- A page that could not be fetched says so, and is right again by itself -------------------------------------

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  body.addEventListener(name, () => showTrouble(true));
}
body.addEventListener("htmx:afterOnLoad", () => showTrouble(false));

function showTrouble(shown) {
  const trouble = document.getElementById("trouble");
  if (trouble) trouble.hidden = !shown;
}

// --- A kiosk clears itself when nobody touches it, and asks before ------------------------------------------------

if (clears) {
  const dialog = document.getElementById("still-there");
  let asking, clearing;
  const clear = () => leave(home);
  const wait = () => {
    clearTimeout(asking);
    clearTimeout(clearing);
    if (dialog?.open) dialog.close();
    asking = setTimeout(() => dialog?.showModal(), Number(asks) * 1000);
    clearing = setTimeout(clear, Number(clears) * 1000);
  };
  for (const touch of ["pointerdown", "keydown", "input", "wheel"]) {
    document.addEventListener(touch, wait, { passive: true });
  }
  dialog?.querySelector("[data-here]")?.addEventListener("click", wait);
  wait();
}

// Back shows nothing of the last person: a page from the browser's memory is no page of now.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && home) location.replace(home);
});

async function leave(there) {
  for (const field of document.querySelectorAll("input:not([type=hidden])")) field.value = "";
  if (await answers()) location.replace(there);
  else sayWhereToGo();
}

// --- No network: the greeter helps ---------------------------------------------------------------------------------

async function answers() {
  try {
    const response = await fetch(home, {
      method: "HEAD",
      cache: "no-store",
      signal: AbortSignal.timeout(6000),
    });
    return response.status < 500;
  } catch {
    return false;
  }
}

let trying;
function sayWhereToGo() {
  const panel = document.getElementById("no-network");
  if (!panel) return;
  panel.hidden = false;
  for (const form of document.forms) form.reset();
  trying ??= setInterval(async () => {
    if (await answers()) location.replace(home);
  }, 5000);
}

if ("guarded" in body.dataset) {
  let sent = false;
  document.addEventListener("submit", async (event) => {
    if (sent) return;
    event.preventDefault();
    const { target, submitter } = event;
    if (target.dataset.sending) return;
    target.dataset.sending = "1";
    if (await answers()) {
      sent = true;
      target.requestSubmit(submitter);
    } else sayWhereToGo();
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]:not([href^='#'])");
    if (!link) return;
    event.preventDefault();
    if (await answers()) location.assign(link.href);
    else sayWhereToGo();
  });
}

// --- Letters to touch, where there is no keyboard: those that a FİN can have -------------------------------------

for (const keys of document.querySelectorAll("[data-keys]")) {
  const field = document.getElementById(keys.dataset.keys);
  const add = (label, press, wide = false) => {
    const key = document.createElement("button");
    key.type = "button";
    key.textContent = label;
    if (wide) key.className = "screen-keys__wide";
    key.addEventListener("click", press);
    keys.append(key);
  };
  for (const letter of "1234567890ABCDEFGHJKLMNPQRSTUVWXYZ") add(letter, () => (field.value += letter));
  add(keys.dataset.delete, () => (field.value = field.value.slice(0, -1)), true);
  keys.hidden = false;
}
