// The display board says who is called: one after the other, however many are called at once, each once.

const LEAST_SHOWN = 5000; // milliseconds for which a call fills the board
const now = document.getElementById("now");
const announcer = document.getElementById("announcer");
const heard = new Set();
const queue = [];
let busy = false;

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// --- What is new -------------------------------------------------------------------------------------------------

function takeIn(silently) {
  const found = [...document.querySelectorAll("[data-call]")].reverse(); // the last call stands first
  for (const { dataset } of found) {
    if (!dataset.call || heard.has(dataset.call)) continue;
    heard.add(dataset.call);
    if (!silently && "new" in dataset) queue.push({ number: dataset.number, desk: dataset.desk, words: dataset.words });
  }
  if (!busy) announce();
}

async function announce() {
  busy = true;
  while (queue.length) {
    const call = queue.shift();
    show(call);
    try {
      await Promise.all([pause(LEAST_SHOWN), chime().then(() => speak(call.words))]);
    } catch {
      // A board without sound still shows who is called.
    }
  }
  now.hidden = true;
  busy = false;
}

function show({ number, desk, words }) {
  now.replaceChildren(part(now.dataset.number, number), part(now.dataset.desk, desk));
  now.hidden = false;
  announcer.textContent = words;
}

function part(label, value) {
  const box = document.createElement("div");
  const small = document.createElement("span");
  const large = document.createElement("strong");
  small.textContent = label;
  large.textContent = value;
  box.append(small, large);
  return box;
}

// --- Sound -------------------------------------------------------------------------------------------------------

let sound;
const button = document.getElementById("sound");

function player() {
  sound ??= "AudioContext" in window ? new AudioContext() : undefined;
  return sound;
}

async function chime() {
  const audio = player();
  if (!audio) return;
  if (audio.state === "suspended") {
    if (button) button.hidden = false;
    return;
  }
  for (const [place, pitch] of [784, 587].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const begins = audio.currentTime + place * 0.35;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, begins);
    volume.gain.exponentialRampToValueAtTime(0.5, begins + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, begins + 0.6);
    tone.connect(volume).connect(audio.destination);
    tone.start(begins);
    tone.stop(begins + 0.65);
  }
  await pause(1000);
}

// Spoken only by a voice of the page's language: another one would say something else.
function speak(words) {
  const language = document.documentElement.lang;
  const voice = window.speechSynthesis?.getVoices().find((one) => one.lang.toLowerCase().startsWith(language));
  if (!voice) return undefined;
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(words);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.rate = 0.9;
    utterance.onend = resolve;
    utterance.onerror = resolve;
    setTimeout(resolve, 12000); // some voices never say that they have ended
    window.speechSynthesis.speak(utterance);
  });
}

if (button && player()?.state === "suspended") button.hidden = false;
button?.addEventListener("click", async () => {
  await player()?.resume();
  button.hidden = true;
});

// --- The clock, and the beginning --------------------------------------------------------------------------------

const clock = document.getElementById("clock");
function tick() {
  clock.textContent = new Date().toLocaleTimeString("az", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Baku" });
}
if (clock) {
  tick();
  setInterval(tick, 5000);
}

takeIn(true);
document.body.addEventListener("htmx:afterSwap", () => takeIn(false));
