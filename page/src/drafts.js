// Drafts in the browser: kept with each change, until somebody deletes them. Two tabs never write over one another.

import { lasting, ofTab } from "./storage.js";

const KEY = "tavns.draft.";
const tab = crypto.randomUUID?.() ?? String(Math.random());

export class Drafts {
  /** told: elsewhere() where another tab has this draft open, changed() where it changed it, full() where nothing is kept. */
  constructor(told) {
    this.told = told;
    this.id = ofTab.getItem("tavns.open");
    this.seen = null;
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel("tavns") : null;
    if (this.channel)
      this.channel.onmessage = ({ data }) => {
        if (data.tab === tab || data.id !== this.id) return;
        if (data.say === "opened") this.channel.postMessage({ say: "here", id: this.id, tab });
        told.elsewhere();
      };
    addEventListener("storage", (event) => {
      if (event.key === KEY + this.id && event.newValue !== null && event.newValue !== this.seen) told.changed();
    });
  }

  /** Return all drafts, the newest first. */
  list() {
    const found = [];
    for (let n = 0; n < lasting.length; n++) {
      const key = lasting.key(n);
      if (!key.startsWith(KEY)) continue;
      const draft = this.read(key.slice(KEY.length));
      if (draft) found.push(draft);
    }
    return found.sort((one, two) => two.time - one.time);
  }

  read(id) {
    try {
      const draft = JSON.parse(lasting.getItem(KEY + id));
      return draft && typeof draft.text === "string" ? { ...draft, id } : null;
    } catch {
      return null;
    }
  }

  /** Open a draft in this tab; it says so to the others. */
  open(id) {
    this.id = id;
    this.seen = lasting.getItem(KEY + id);
    ofTab.setItem("tavns.open", id);
    this.channel?.postMessage({ say: "opened", id, tab });
  }

  /** Begin a new draft; it is kept with its first change. */
  begin() {
    this.open(`${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`);
  }

  /** Keep the text; where another tab has changed this draft meanwhile, it stays, and this is kept as a draft of its own. */
  keep(text, name) {
    const now = lasting.getItem(KEY + this.id);
    if (now !== null && now !== this.seen && this.read(this.id)?.text !== text) {
      this.begin();
      this.told.parted();
    }
    const made = JSON.stringify({ text, name, time: Date.now() });
    try {
      lasting.setItem(KEY + this.id, made);
      this.seen = made;
    } catch {
      this.told.full();
    }
  }

  remove(id) {
    const draft = this.read(id);
    lasting.removeItem(KEY + id);
    return () => draft && lasting.setItem(KEY + id, JSON.stringify({ text: draft.text, name: draft.name, time: draft.time }));
  }
}
