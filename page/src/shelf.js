// What the browser holds of protocols: drafts, files that are opened and saved, a protocol in an address.
import { textOf } from "./address.js";
import { fill, h, save } from "./dom.js";
import { Drafts } from "./drafts.js";
import { W } from "./words.js";

const LARGEST = 1 << 20;

export class Shelf {
  constructor(page) {
    this.page = page;
    this.drafts = new Drafts({
      elsewhere: () => this.page.say(W.drafts.elsewhere, [[W.menu.copy, () => this.copyDraft()]], { stays: true }),
      changed: () => this.page.say(W.drafts.changedElsewhere, [[W.drafts.takeTheirs, () => this.takeTheirs()], [W.drafts.copyMine, () => this.copyDraft()]], { stays: true }),
      parted: () => this.page.say(W.drafts.parted, [], { stays: true }),
      full: () => this.page.say(W.drafts.full, [], { stays: true }),
    });
  }

  /** Save the text as a file. */
  saveFile() {
    save(this.page.state.name, this.page.state.text, "application/toml");
  }

  /** Open the file that was chosen as a new draft. */
  async openFile(input) {
    const file = input.files[0];
    if (!file) return;
    input.value = ""; // the same file may be chosen again
    if (file.size > LARGEST) return this.page.say(W.file.tooLarge);
    let text;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
    } catch {
      return this.page.say(W.file.notRead);
    }
    this.drafts.begin();
    this.page.openText(text, file.name);
    this.drafts.keep(text, file.name);
    this.page.say(W.file.opened(file.name));
  }

  /** Begin a new protocol, as a draft of its own. */
  async begin() {
    const text = await this.page.beginning();
    this.drafts.begin();
    this.page.openText(text, "protocol.toml");
    location.hash = "study";
  }

  /** Show all drafts, to open or to delete. */
  listDrafts() {
    const dialog = h("dialog", { "aria-labelledby": "drafts-title" });
    const show = () => {
      const rows = this.drafts.list().map((draft) =>
        h(
          "li",
          {},
          h("span", {}, `${titleOf(draft.text) || draft.name} · ${new Date(draft.time).toLocaleString("en-GB")}`),
          h("button", { type: "button", onclick: () => (dialog.close(), this.drafts.open(draft.id), this.page.openText(draft.text, draft.name)) }, W.drafts.open),
          h(
            "button",
            {
              type: "button",
              class: "link",
              onclick: () => {
                const back = this.drafts.remove(draft.id);
                if (draft.id === this.drafts.id) this.drafts.seen = null;
                show();
                this.page.say(W.drafts.removed, [[W.drafts.keep, back]]);
              },
            },
            W.drafts.remove,
          ),
        ),
      );
      fill(dialog, h("h2", { id: "drafts-title" }, W.drafts.title), h("p", { class: "help" }, W.drafts.saved), rows.length ? h("ul", { class: "drafts" }, rows) : h("p", {}, W.drafts.none), h("button", { type: "button", onclick: () => dialog.close() }, W.review.close));
    };
    show();
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  /** Open the protocol that the address holds as a new draft, and take it out of the address. */
  async openAddress() {
    let text = null;
    try {
      text = await textOf(location.hash);
    } catch {
      this.page.say(W.file.badAddress);
    }
    history.replaceState(null, "", "#study");
    if (text !== null) {
      this.drafts.begin();
      this.page.openText(text, "protocol.toml");
      this.drafts.keep(text, "protocol.toml");
      this.page.say(W.drafts.from);
    }
    await this.page.openStep();
    return text !== null;
  }

  /** Take the draft of this tab, else the newest, else begin one. */
  async openDrafts() {
    if (location.hash.startsWith("#p=") && (await this.openAddress())) return;
    const draft = (this.drafts.id && this.drafts.read(this.drafts.id)) || this.drafts.list()[0];
    if (!draft) return this.begin();
    this.drafts.open(draft.id);
    this.page.openText(draft.text, draft.name);
  }

  /** Go on with a draft of its own. */
  copyDraft() {
    const { text, name } = this.page.state;
    this.drafts.begin();
    this.drafts.keep(text, name);
  }

  /** Show what another tab has made of this draft. */
  takeTheirs() {
    const draft = this.drafts.read(this.drafts.id);
    this.drafts.open(this.drafts.id);
    if (draft) this.page.state.change(draft.text);
  }
}

const titleOf = (text) => /^\s*title\s*=\s*"([^"]*)"/m.exec(text)?.[1] ?? "";
