// An emergency at another counter is heard where an official wants it: three tones, once for each call.
const KEY = "siren";
const heard = new Set();

export function watchSiren() {
  document.addEventListener("htmx:afterSettle", () => listen());
  const button = document.querySelector("[data-siren-switch]");
  if (!button || !window.AudioContext) return;
  const show = () => button.setAttribute("aria-pressed", String(isOn()));
  button.hidden = false;
  button.addEventListener("click", () => {
    localStorage.setItem(KEY, isOn() ? "off" : "on");
    show();
    if (isOn()) sound(1);
  });
  show();
}

function isOn() {
  return localStorage.getItem(KEY) === "on";
}

function listen() {
  const fresh = [...document.querySelectorAll("[data-siren]")].filter((one) => !heard.has(one.dataset.siren));
  fresh.forEach((one) => heard.add(one.dataset.siren));
  if (fresh.length && isOn()) sound(3);
}

function sound(times) {
  const context = new AudioContext();
  for (let beat = 0; beat < times; beat += 1) {
    const tone = context.createOscillator();
    const loud = context.createGain();
    tone.frequency.value = beat % 2 ? 660 : 880;
    loud.gain.value = 0.2;
    tone.connect(loud).connect(context.destination);
    tone.start(context.currentTime + beat * 0.4);
    tone.stop(context.currentTime + beat * 0.4 + 0.3);
  }
  window.setTimeout(() => context.close(), times * 400 + 200);
}
