// Asks whether somebody is still there before a session ends for want of requests. Written by hand, served as it is.
// What is typed stays on the page; without this script the form that comes too late is offered after signing in.

const box = document.querySelector("[data-still-there]");
const WARN_BEFORE = 3 * 60; // seconds; the server counts whole minutes

if (box && box.showModal) {
  let timer;

  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => box.open || box.showModal(), Math.max(Number(box.dataset.idle) - WARN_BEFORE, 1) * 1000);
  };

  box.querySelector("button").addEventListener("click", async () => {
    box.close();
    try {
      const answer = await fetch(box.dataset.url, { method: "POST", headers: { "X-CSRFToken": box.dataset.token } });
      if (answer.status === 204) start();
      else location.reload();
    } catch {
      box.showModal(); // no way to the server just now
    }
  });

  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (!event.target.closest("[data-polled]")) start();
  });
  start();
}
