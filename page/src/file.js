// The file that `tavns edit` holds: saved when asked for, never written over what the disk has meanwhile.
import { ask } from "./engine.js";
import { merged } from "./places.js";
import { ofTab } from "./storage.js";
import { W } from "./words.js";

const PAUSE = 5000;
const ABSENT = "absent"; // the version of a file that is not there

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

  /** Show the file; of one that is not there yet a beginning. What was typed before a reload and not saved is there again. */
  async open() {
    const response = await ask("file");
    const told = await response.json();
    if (!response.ok) throw new Error(told.error);
    const { name, text, version } = told;
    [this.base, this.version, this.key] = [text, version, `tavns.unsaved.${name}`];
    const kept = this.kept();
    const isNew = version === ABSENT && !text;
    if (kept && kept.text !== text) {
      this.page.openText(kept.base, name);
      this.page.state.change(kept.text);
      if (kept.base === text) this.page.say(W.file.kept);
      else {
        [this.base, this.version] = [kept.base, ""];
        this.other(told);
      }
    } else this.page.openText(isNew ? await this.page.beginning() : text, name);
    if (isNew && !kept) this.page.say(W.file.new(name), [], { stays: true });
    this.watch();
  }

  kept() {
    try {
      const kept = JSON.parse(ofTab.getItem(this.key));
      return typeof kept?.text === "string" && typeof kept.base === "string" ? kept : null;
    } catch {
      return null;
    }
  }

  changed() {
    try {
      if (this.dirty) ofTab.setItem(this.key, JSON.stringify({ text: this.page.state.text, base: this.base }));
      else ofTab.removeItem(this.key);
    } catch {
      // the browser keeps nothing more; it asks before the page is left
    }
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
        [this.base, this.version, this.asked] = [text, told.version, null];
        this.page.say(W.file.saved);
      } else if (response.status === 409) this.other(told);
      else this.page.say(`${W.file.failed} ${told.error ?? W.file.refused(response.status)}`);
    } catch {
      this.page.say(`${W.file.failed} ${W.gone}`);
    }
    this.changed();
  }

  /** The disk has another text: take it where nothing was typed, merge where that is clear, else ask. */
  other({ text, version }) {
    if (version === this.version) return;
    const mine = this.page.state.text;
    const take = (shown) => {
      [this.base, this.version, this.asked] = [text, version, null];
      this.page.state.change(shown);
      this.changed();
    };
    if (version === ABSENT) {
      take(mine);
      return this.page.say(W.file.removed, [], { stays: true });
    }
    if (text === mine) return take(mine); // it was saved from here a moment ago
    const both = merged(this.base, mine, text);
    if (both !== null) {
      const said = mine === this.base ? W.file.taken : W.file.merged;
      take(both);
      return this.page.say(said);
    }
    this.asked = version;
    const overwrite = () => (take(mine), this.put(version));
    return this.page.say(W.file.conflict, [[W.file.theirs, () => take(text)], [W.file.mine, overwrite]], { stays: true });
  }

  /** Wait for changes on disk, as long as the page is open. */
  async watch() {
    for (;;) {
      try {
        const asked = this.version;
        const response = await ask(`changes?version=${encodeURIComponent(asked)}`);
        if (response.status === 200 && asked === this.version) {
          const told = await response.json();
          if (asked !== this.version || told.version === this.asked) {
            await wait(PAUSE); // the person has been asked already
            continue;
          }
          this.other(told);
        } else if (response.status !== 204 && !response.ok) await wait(PAUSE);
      } catch {
        await wait(PAUSE);
      }
    }
  }
}

const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
