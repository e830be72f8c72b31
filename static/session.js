// Asks whether somebody is still there before a session ends for want of requests. Written by hand, served as it is.
// What is typed stays on the page; without this script the form that comes too late is offered after signing in.

const box = document.querySelector("[data-still-there]");
const WARN_BEFORE = 3 * 60; // seconds; the server counts whole minutes

if (box && box.showModal) {
  const idle = Number(box.dataset.idle);
  const full = Number(box.dataset.full || idle); // from the next request on; the first time some of it may be over
  const left = box.querySelector("[data-left]"); // where the time that is left is counted down, if the page wants it
  let timer;
  let ends;

  const show = () => {
    if (!box.open) box.showModal();
    count();
  };

  // Where the page says what comes after (data-then), nobody's matters stay on a screen that nobody sits at.
  const count = () => {
    if (!box.open) return;
    const seconds = Math.max(0, Math.round((ends - Date.now()) / 1000));
    if (left) left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds === 0 && box.dataset.then) location.replace(box.dataset.then);
    else setTimeout(count, 1000);
  };

  const start = (seconds) => {
    clearTimeout(timer);
    ends = Date.now() + seconds * 1000;
    timer = setTimeout(show, Math.max(seconds - WARN_BEFORE, 1) * 1000);
  };

  box.querySelector("button").addEventListener("click", async () => {
    box.close();
    try {
      const answer = await fetch(box.dataset.url, { method: "POST", headers: { "X-CSRFToken": box.dataset.token } });
      if (answer.status === 204) start(full);
      else location.reload();
    } catch {
      show(); // no way to the server just now
    }
  });

  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (!event.target.closest("[data-polled]")) start(full);
  });
  start(idle);
}
