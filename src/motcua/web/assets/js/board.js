// A board always comes back by itself to the truth: what the server says last replaces what is shown.
// Streams break in silence, so a board that has heard nothing for a while asks, and says so if nobody answers.
const ASK_MS = 2000;
const SILENT_MS = 20000; // the stream beats every fifteen seconds
const LOST_MS = 6000;

export function watchBoard() {
  const wall = document.querySelector("[data-board]");
  if (!wall) return;
  const board = new Board(wall);
  board.begin();
}

class Board {
  constructor(wall) {
    this.wall = wall;
    this.here = wall.querySelector("[data-board-here]");
    this.lost = wall.querySelector("[data-lost]");
    this.spoken = new Set(JSON.parse(this.here.dataset.calls || "[]").map((call) => call.mark));
    this.heard = Date.now();
    this.voice = new Voice(wall);
  }

  begin() {
    this.listen();
    setInterval(() => this.check(), ASK_MS);
    setInterval(() => this.tick(), 1000);
    window.addEventListener("online", () => this.listen());
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
  }

  listen() {
    if (this.stream) this.stream.close();
    if (!this.wall.dataset.stream || !window.EventSource) return;
    this.stream = new EventSource(this.wall.dataset.stream);
    this.stream.addEventListener("board", (event) => this.show(JSON.parse(event.data)));
    this.stream.onopen = () => { this.streaming = true; };
    this.stream.onerror = () => { this.streaming = false; };
  }

  check() {
    const quiet = Date.now() - this.heard;
    if (!this.streaming || quiet > SILENT_MS) this.ask();
    this.lost.hidden = quiet < LOST_MS + (this.streaming ? SILENT_MS * 2 : 0);
    if (quiet > SILENT_MS * 3) this.listen();
  }

  async ask() {
    if (this.asking) return;
    this.asking = true;
    try {
      const answer = await fetch(this.wall.dataset.board, { cache: "no-store" });
      if (answer.ok) this.show(await answer.json());
    } catch (error) {
      // the mark of the lost line comes by itself
    } finally {
      this.asking = false;
    }
  }

  show(told) {
    this.heard = Date.now();
    this.lost.hidden = true;
    if (told.html !== this.shown) this.here.innerHTML = this.shown = told.html;
    this.here.dataset.version = told.version;
    const fresh = told.calls.filter((call) => !this.spoken.has(call.mark));
    if (!fresh.length) return;
    this.spoken = new Set(told.calls.map((call) => call.mark));
    const big = this.here.querySelector(".mc-wall-big");
    if (big) big.classList.add("is-fresh");
    fresh.forEach((call) => this.voice.say(call));
  }

  tick() {
    const hour = this.wall.querySelector("[data-clock] b");
    const [h, m] = hour.textContent.split(":").map(Number);
    this.seconds = (this.seconds || 0) + 1;
    if (this.seconds % 60) return;
    const minutes = h * 60 + m + 1;
    hour.textContent = [Math.floor(minutes / 60) % 24, minutes % 60].map((n) => String(n).padStart(2, "0")).join(":");
  }
}

// One call after the other. A browser may refuse sound before somebody has touched the page: then a button asks.
class Voice {
  constructor(wall) {
    this.wall = wall;
    this.queue = [];
    this.button = wall.querySelector("[data-sound]");
    this.button.addEventListener("click", () => {
      this.button.hidden = true;
      this.next();
    });
  }

  say(call) {
    if ("silent" in this.wall.dataset) return;
    this.queue.push(call);
    if (!this.busy) this.next();
  }

  async next() {
    const call = this.queue[0];
    this.busy = Boolean(call);
    if (!call) return;
    try {
      await this.play(call);
    } catch (error) {
      if (error.name === "NotAllowedError") {
        this.button.hidden = false;
        this.busy = false;
        return;
      }
      this.speak(call);
    }
    this.queue.shift();
    this.next();
  }

  play(call) {
    const address = this.wall.dataset.voice.replace("A000/1", `${call.code}/${call.desk}`);
    const sound = new Audio(address);
    return new Promise((done, failed) => {
      sound.onended = done;
      sound.onerror = () => failed(new Error("no sound"));
      sound.play().then(() => { this.wall.dataset.said = call.code; }, failed);
    });
  }

  speak(call) {
    if (!window.speechSynthesis) return;
    const english = this.wall.dataset.language === "en";
    const digits = call.code.split("").join(" ");
    const words = english ? `Ticket ${digits}, counter ${call.desk}` : `Mời số ${digits} đến quầy ${call.desk}`;
    const said = new SpeechSynthesisUtterance(words);
    said.lang = english ? "en-US" : "vi-VN";
    window.speechSynthesis.speak(said);
    this.wall.dataset.said = call.code;
  }
}
