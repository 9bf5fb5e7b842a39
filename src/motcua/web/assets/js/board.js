// A board always comes back by itself to the truth: what the server says last replaces what is shown.
// Streams break in silence, so a board that has heard nothing for a while asks, and says so if nobody answers.
// All spans are of the machine's own uptime: a clock that is put right after a power cut must not fool the board.
import { Voice } from "./voice.js";

const LOOK_MS = 1000;
const ASK_MS = 2000; // between two questions while the stream is silent
const ANSWER_MS = 4000; // a line that swallows what is sent never answers
const SILENT_MS = 8000; // the stream beats every five seconds
const GONE_MS = 10000; // without an answer: the board says that its numbers may be old
const LOST_MS = 15000; // without a beat, even on a stream that looks alive
const APART_SECONDS = 45; // a clock that is so far from the server's is put right
const KEPT = "boards"; // as in worker.js

export function watchBoard() {
  const wall = document.querySelector("[data-board]");
  if (!wall) return;
  new Board(wall).begin();
  keepEmpty(wall).catch(() => {}); // without it the board does all but wake before the server
}

const uptime = () => performance.now();

class Board {
  constructor(wall) {
    this.wall = wall;
    this.here = wall.querySelector("[data-board-here]");
    this.lost = wall.querySelector("[data-lost]");
    this.voice = new Voice(wall);
    this.clock = new Clock(wall.querySelector("[data-clock]"));
    this.version = this.here.dataset.version;
    // An empty board knows nothing: what it hears first is shown, not spoken, as after any start.
    const isEmpty = "empty" in wall.dataset;
    this.spoken = isEmpty ? null : marks(JSON.parse(this.here.dataset.calls || "[]"));
    this.heard = isEmpty ? -Infinity : 0; // the page was drawn no earlier than it was asked for
    this.asked = -Infinity;
    this.events = 0;
  }

  begin() {
    this.listen();
    this.look();
    setInterval(() => this.look(), LOOK_MS);
    window.addEventListener("online", () => this.listen());
    window.addEventListener("offline", () => { this.streaming = false; });
    window.addEventListener("pageshow", () => this.look());
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
  }

  listen() {
    if (this.stream) this.stream.close();
    this.streaming = false;
    this.streamed = uptime();
    if (!this.wall.dataset.stream || !window.EventSource) return;
    const stream = new EventSource(this.wall.dataset.stream);
    stream.addEventListener("board", (event) => {
      this.events += 1;
      this.streamed = uptime();
      this.show(JSON.parse(event.data), this.streamed);
    });
    stream.addEventListener("beat", (event) => this.agree(event.data));
    stream.onopen = () => { this.streaming = true; };
    stream.onerror = () => { this.streaming = false; };
    this.stream = stream;
  }

  // The server has just looked, and what we show is still so.
  agree(version) {
    this.streamed = uptime();
    if (version === this.version) this.heard = this.streamed;
    else this.ask();
  }

  look() {
    const quiet = uptime() - this.heard;
    if (!this.streaming || quiet > SILENT_MS) this.ask();
    this.lost.hidden = quiet < (this.streaming ? LOST_MS : GONE_MS);
    this.wall.dataset.line = this.lost.hidden ? (this.streaming ? "stream" : "asks") : "lost";
    this.clock.show();
    // A stream that was refused is given up by the browser, one that was swallowed never ends: both are begun anew.
    if (this.stream && uptime() - this.streamed > LOST_MS) this.listen();
  }

  async ask() {
    const begun = uptime();
    if (this.asking || begun - this.asked < ASK_MS) return;
    const { events } = this;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), ANSWER_MS);
    this.asked = begun;
    this.asking = true;
    try {
      const answer = await fetch(this.wall.dataset.board, { cache: "no-store", signal: stop.signal });
      const told = answer.ok ? await answer.json() : null;
      // What the stream said while we waited is newer.
      if (told && events === this.events) this.show(told, begun);
    } catch (error) {
      // the mark of the lost line comes by itself
    } finally {
      clearTimeout(timer);
      this.asking = false;
    }
  }

  show(told, at) {
    this.heard = Math.max(this.heard, at);
    this.lost.hidden = true;
    if (told.html !== this.shown) this.here.innerHTML = this.shown = told.html;
    this.version = this.here.dataset.version = told.version;
    this.clock.set(told.clock);
    const known = this.spoken || marks(told.calls);
    const fresh = told.calls.filter((call) => !known.has(call.mark));
    this.spoken = marks(told.calls);
    if (!fresh.length) return;
    const big = this.here.querySelector(".mc-wall-big");
    if (big) big.classList.add("is-fresh");
    fresh.forEach((call) => this.voice.say(call));
  }
}

const marks = (calls) => new Set(calls.map((call) => call.mark));

// Runs by the machine's uptime from what the server said last, over midnight too.
class Clock {
  constructor(at) {
    this.at = at;
    this.begin(at.dataset.clock ? Number(at.dataset.clock) : NaN, 0);
  }

  begin(seconds, at) {
    [this.seconds, this.since] = [seconds, at];
  }

  now() {
    return (this.seconds + (uptime() - this.since) / 1000) % 86400;
  }

  set({ day, seconds }) {
    this.at.querySelector("span").textContent = day;
    if (!(Math.abs(this.now() - seconds) < APART_SECONDS)) this.begin(seconds, uptime());
    this.show();
  }

  show() {
    if (Number.isNaN(this.seconds)) return; // an empty board does not know the time
    const minutes = Math.floor(this.now() / 60);
    const shown = [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, "0")).join(":");
    const hour = this.at.querySelector("b");
    if (hour.textContent !== shown) hour.textContent = shown;
  }
}

// Lays aside an empty board with its look, for worker.js to show while the server does not answer.
async function keepEmpty(wall) {
  if (!navigator.serviceWorker || !window.caches) return;
  await navigator.serviceWorker.register(wall.dataset.worker);
  const empty = new URL(location.href);
  empty.hash = "";
  empty.searchParams.set("empty", "1");
  const built = [...document.querySelectorAll("link[rel=stylesheet], script[src]")];
  const wanted = [...built.map((one) => one.href || one.src), empty.href]; // the page last: then its look is there
  const cache = await caches.open(KEPT);
  for (const address of wanted) await keep(cache, address);
  const kept = await cache.keys();
  await Promise.all(kept.filter((one) => !wanted.includes(one.url)).map((one) => cache.delete(one)));
}

// Read to its end before it is kept: a line that is cut in the middle must not leave half a page.
async function keep(cache, address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(address);
  const headers = new Headers(answer.headers);
  ["content-encoding", "content-length"].forEach((name) => headers.delete(name)); // it is unpacked now
  await cache.put(address, new Response(await answer.blob(), { headers }));
}
