// The voice of a board: one call after the other, and never a call that nobody can hear any more.
// A browser may refuse sound before somebody has touched the page: then a button asks.
const SPOKEN_MS = 15000; // a call takes five seconds; a sound that never ends must not silence the next ones

export class Voice {
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
        this.queue = this.queue.slice(-1); // whoever presses hears the last call, not the whole morning
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
      const timer = setTimeout(() => failed(new Error("no end")), SPOKEN_MS);
      sound.onended = done;
      sound.onerror = () => failed(new Error("no sound"));
      sound.play().then(() => { this.wall.dataset.said = call.code; }, failed);
      sound.addEventListener("ended", () => clearTimeout(timer));
    }).finally(() => sound.pause());
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
