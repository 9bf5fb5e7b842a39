// The kiosk goes home by itself, reads its question aloud, and takes what a scanner types wherever the focus is.
const IDLE_MS = 30000;

export function watchKiosk() {
  const home = document.body.dataset.idle;
  if (home) goHome(home);
  readAloud();
  takeScans();
  takeDigits();
}

function goHome(home) {
  let timer = 0;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => location.pathname + location.search === home || location.assign(home), IDLE_MS);
  };
  ["pointerdown", "keydown"].forEach((what) => document.addEventListener(what, again));
  again();
}

function readAloud() {
  const button = document.querySelector("[data-read]");
  if (!button || !window.speechSynthesis) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const said = [...document.querySelectorAll("[data-say], .mc-kbtn b, .mc-kiosk-number b, .mc-kiosk-wait")];
    const words = new SpeechSynthesisUtterance(said.map((one) => one.textContent.trim()).join(". "));
    words.lang = document.documentElement.lang === "en" ? "en-US" : "vi-VN";
    window.speechSynthesis.cancel();
    window.speechSynthesis.speak(words);
  });
}

// A scanner is a keyboard that types fast and ends with Enter.
function takeScans() {
  const form = document.querySelector("[data-scan]");
  if (!form || !document.body.dataset.idle) return;
  const field = form.querySelector("input[name=scan]");
  document.addEventListener("keydown", (event) => {
    if (event.key.length !== 1 || document.activeElement === field || event.ctrlKey || event.altKey) return;
    if (document.activeElement instanceof HTMLInputElement) return;
    field.focus();
  });
}

// A kiosk has no keyboard: ten digits on the glass write into the field; without scripts its own keys come up.
function takeDigits() {
  const pad = document.querySelector("[data-pad]");
  if (!pad) return;
  const field = document.getElementById(pad.dataset.pad);
  pad.hidden = false;
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit]");
    if (!key) return;
    const { digit } = key.dataset;
    field.value = digit ? (field.value + digit).slice(0, field.maxLength) : field.value.slice(0, -1);
  });
}
