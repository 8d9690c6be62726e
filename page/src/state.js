// The state of the page is the text. What undoes a change is the text before it.

const GROUPED = 1200; // ms in which changes of one place are one step of undo
const MOST = 2000;

export class State {
  constructor() {
    this.text = "";
    this.opened = "";
    this.name = "protocol.toml";
    this.past = [];
    this.future = [];
    this.listeners = new Set();
    this.last = { place: "", at: 0 };
    this.queue = Promise.resolve();
  }

  /** Be told of each change: listener(text, from) where from says who made it. */
  listen(listener) {
    this.listeners.add(listener);
  }

  /** Change the text. place: what was changed, so that typing there is one step of undo. */
  change(text, { from = "", place = "" } = {}) {
    if (text === this.text) return;
    const now = performance.now();
    const same = place && place === this.last.place && now - this.last.at < GROUPED && this.past.length;
    if (!same) this.past.push(this.text);
    if (this.past.length > MOST) this.past.shift();
    this.last = { place, at: now };
    this.future = [];
    this.show(text, from);
  }

  /** Begin with another text: nothing is left to undo. */
  open(text, name) {
    [this.past, this.future, this.last] = [[], [], { place: "", at: 0 }];
    this.name = name;
    this.opened = text;
    this.show(text, "open");
  }

  undo() {
    if (!this.past.length) return;
    this.future.push(this.text);
    this.last = { place: "", at: 0 };
    this.show(this.past.pop(), "undo");
  }

  redo() {
    if (!this.future.length) return;
    this.past.push(this.text);
    this.last = { place: "", at: 0 };
    this.show(this.future.pop(), "undo");
  }

  show(text, from) {
    this.text = text;
    for (const listener of this.listeners) listener(text, from);
  }

  /** Make one change after the other with the engine: make(text) returns the new text. What was typed meanwhile stays. */
  edit(make, options) {
    const done = this.queue.then(async () => {
      for (let tries = 0; tries < 5; tries++) {
        const text = this.text;
        const made = await make(text);
        if (text === this.text) return this.change(made, options);
      }
    });
    this.queue = done.catch(() => {});
    return done;
  }
}
