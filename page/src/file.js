// The file that `tavns edit` holds: saved when asked for, never written over what the disk has meanwhile.
import { ask } from "./engine.js";
import { merged } from "./places.js";
import { W } from "./words.js";

const PAUSE = 5000;

export class ServedFile {
  constructor(page) {
    this.page = page;
    this.base = "";
    this.version = "";
    addEventListener("beforeunload", (event) => this.dirty && event.preventDefault());
  }

  get dirty() {
    return this.page.state.text !== this.base;
  }

  async open() {
    const told = await (await ask("file")).json();
    this.base = told.text;
    this.version = told.version;
    this.page.openText(told.text, told.name);
    this.watch();
  }

  changed() {
    this.page.showHead();
  }

  /** Save; where the disk has another text than the one that was read, both are merged, or the person is asked. */
  save() {
    this.saving = (this.saving ?? Promise.resolve()).then(() => this.put(this.version));
    return this.saving;
  }

  async put(base) {
    const { text } = this.page.state;
    try {
      const response = await ask("file", { method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text, base }) });
      const told = await response.json().catch(() => ({}));
      if (response.ok) {
        [this.base, this.version] = [text, told.version];
        this.page.say(W.file.saved);
      } else if (response.status === 409) this.other(told);
      else this.page.say(`${W.file.failed} ${told.error ?? response.status}`);
    } catch {
      this.page.say(`${W.file.failed} ${W.file.gone}`);
    }
    this.page.showHead();
  }

  /** The disk has another text: take it where nothing was typed, merge where that is clear, else ask. */
  other({ text, version }) {
    if (version === this.version) return;
    const mine = this.page.state.text;
    if (text === mine) [this.base, this.version] = [text, version]; // it was saved from here a moment ago
    if (text === mine) return;
    const both = merged(this.base, mine, text);
    const take = (shown) => {
      [this.base, this.version] = [text, version];
      this.page.state.change(shown);
      this.page.showHead();
    };
    if (both !== null) {
      const clean = mine === this.base;
      take(both);
      this.page.say(clean ? W.file.taken : W.file.merged);
      return;
    }
    this.page.say(W.file.conflict, [
      [W.file.theirs, () => take(text)],
      [W.file.mine, () => ((this.base = text), (this.version = version), this.put(version))],
    ], { stays: true });
  }

  /** Wait for changes on disk, as long as the page is open. */
  async watch() {
    for (;;) {
      try {
        const asked = this.version;
        const response = await ask(`changes?version=${encodeURIComponent(asked)}`);
        if (response.status === 200 && asked === this.version) {
          this.other(await response.json());
          if (this.version === asked) await wait(PAUSE); // the person has been asked
        } else if (response.status !== 204 && !response.ok) await wait(PAUSE);
      } catch {
        await wait(PAUSE);
      }
    }
  }
}

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
