// The page: what is where, and who is told of what.
import { fill, h } from "./dom.js";
import { TextEditor } from "./editor.js";
import { connect, served } from "./engine.js";
import { ServedFile } from "./file.js";
import { counts, showArms, showDose, showFindings } from "./panels.js";
import { toUnits } from "./places.js";
import { State } from "./state.js";
import { Shelf } from "./shelf.js";
import { lasting } from "./storage.js";
import { Step } from "./step.js";
import { dotted, steps as pathOf } from "./values.js";
import { W } from "./words.js";

const EMPTY = { findings: [], not_evaluated: [], would_pass: [], evaluated: 0 };

class Page {
  constructor(engine, steps) {
    this.engine = engine;
    this.state = new State();
    this.data = {};
    this.view = null;
    this.trouble = "";
    this.found = EMPTY;
    this.profile = readProfile();
    this.scopes = [];
    this.step = new Step(this, steps);
    this.steps = steps;
    this.references = {};
    this.waivable = new Set();
    this.measured = {};
    this.state.listen((_text, from) => this.changed(from));
    this.build();
  }

  /** What the parts of the page may know. */
  get() {
    return { text: this.state.text, name: this.state.name, data: this.data, view: this.view, trouble: this.trouble, findings: this.found.findings, profile: this.profile };
  }

  call(name, args) {
    return this.engine.call(name, args);
  }

  // ---------------------------------------------------------------- changes

  /** Change the text by a call that returns it; what cannot be done is said. */
  async edit(name, args, place) {
    try {
      await this.state.edit(async (text) => (await this.call(name, { text, ...args })).text, { from: "field", place });
      return true;
    } catch (error) {
      this.say(error.message);
      this.check();
      return false;
    }
  }

  async set(path, value) {
    const wrong = typeof value === "string" && (await this.meantAsNumber(path));
    const put = async (text) => {
      const made = (await this.call("set", { text, path, value })).text;
      return wrong ? (await this.call("fix", { text: made })).text : made; // "1 Hz" is 1
    };
    try {
      await this.state.edit(put, { from: "field", place: dotted(path) });
    } catch (error) {
      this.say(error.message);
    }
  }

  async meantAsNumber(path) {
    const field = this.step.fields.get(dotted(path));
    return Boolean(field && !field.is.kinds.includes("text"));
  }

  unset(path) {
    return this.edit("unset", { path }, dotted(path));
  }

  drop(path) {
    return this.edit("drop", { path }, "");
  }

  add(path, values) {
    return this.edit("add", { path, values }, "");
  }

  rename(path, name) {
    return this.edit("rename", { path, name }, "");
  }

  lacking() {
    return this.edit("insert_missing", { profile: this.found.profile ?? this.profile }, "");
  }

  /** The profile that somebody chose; without one, that of the file's configuration holds. */
  purpose() {
    return this.profile ? { profile: this.profile } : {};
  }

  /** Make the replacements that mend a finding. */
  mend(finding) {
    let text = this.state.text;
    for (const one of [...finding.fix].sort((a, b) => b.start - a.start))
      text = text.slice(0, toUnits(text, one.start)) + one.text + text.slice(toUnits(text, one.end));
    this.state.change(text, { from: "field" });
  }

  /** Start from a preset, a trial or nothing; title and condition stay. */
  async start(preset) {
    const about = this.data?.study ?? {};
    const own = typeof about.title === "string" && about.title !== W.drafts.untitled ? about.title : "";
    const args = { preset, title: own, condition: typeof about.condition === "string" ? about.condition : "" };
    if (!preset) args.arms = { tavns: "active", sham: "sham" };
    try {
      const made = await this.call("start", args);
      this.state.change(made.text, { from: "field" });
      this.say(W.start.replaces, [[W.undo, () => this.state.undo()]]);
      location.hash = "arms";
    } catch (error) {
      this.say(error.message);
    }
  }

  // ---------------------------------------------------------------- what follows from a change

  changed(from) {
    if (from !== "open") this.keep();
    if (this.passing) fill(this.messages);
    this.showHead();
    this.checked = this.check();
  }

  keep() {
    if (served) this.file?.changed();
    else this.shelf.drafts.keep(this.state.text, this.state.name);
  }

  /** Check the newest text: one check at a time, and of those that wait only the last. */
  async check() {
    if (this.checking) return void (this.again = true);
    this.checking = true;
    do {
      this.again = false;
      const { text, name } = this.state;
      const begun = performance.now();
      try {
        const found = await this.call("findings", { text, name, ...this.purpose() });
        if (text !== this.state.text) {
          this.again = true;
          continue;
        }
        this.found = found;
        this.measured.check = performance.now() - begun;
        this.showFound();
        const seen = await this.call("look", { text });
        if (text !== this.state.text) {
          this.again = true;
          continue;
        }
        Object.assign(this, seen);
        this.measured.look = performance.now() - begun;
        this.showSeen();
        await this.step.show();
      } catch (error) {
        this.say(error.message);
      }
    } while (this.again);
    this.checking = false;
    document.documentElement.dataset.checked = String(Number(document.documentElement.dataset.checked ?? 0) + 1);
  }

  showFound() {
    showFindings(this.panels.findings, this.found, this, served);
    const [errors, warnings, notes] = counts(this.found);
    this.editor.mark(this.found.findings);
    fill(this.summary, W.counts(errors, warnings, notes));
    this.summary.dataset.weight = errors ? "error" : warnings ? "warning" : "good";
    for (const [name, link] of this.links) {
      const here = this.found.findings.filter((one) => !one.waiver && one.severity !== "note" && this.step.find(one.path)?.name === name);
      const worst = here.some((one) => one.severity === "error") ? "error" : here.length ? "warning" : "";
      fill(link.mark, worst ? h("span", { class: `mark ${worst}` }, String(here.length), h("span", { class: "unseen" }, ` ${W.severities[worst]}`)) : null);
    }
  }

  showSeen() {
    showDose(this.panels.dose, this.view, this);
    showArms(this.panels.arms, this.view);
  }

  // ---------------------------------------------------------------- ways

  stepOf(place) {
    return this.step.find(place);
  }

  /** Go to the field of a key path. */
  goTo(where) {
    const place = Array.isArray(where) ? dotted(where) : where;
    const found = this.step.find(place);
    if (!found) return;
    this.going = { path: place, of: found.of };
    if (location.hash !== `#${found.name}`) history.pushState(null, "", `#${found.name}`);
    this.openStep();
  }

  inText(finding) {
    this.showPanel("text");
    this.editor.show(finding.start, finding.end);
  }

  openStep(focus = true) {
    this.opening = this.showStep(focus);
    return this.opening;
  }

  async showStep(focus) {
    const name = location.hash.slice(1);
    const { path = "", of } = this.going ?? {};
    this.going = null;
    const shared = of !== undefined && pathOf(path)[0] !== "study" ? { of } : {};
    await this.step.open(this.steps.some((one) => one.name === name) ? name : this.steps[0].name, { path, focus, ...shared });
    for (const [each, link] of this.links) {
      if (each === this.step.current.name) link.element.setAttribute("aria-current", "step");
      else link.element.removeAttribute("aria-current");
    }
    this.chooser.value = this.step.current.name;
    document.title = `${this.step.current.title} · ${W.title}`;
  }

  // ---------------------------------------------------------------- building

  build() {
    const button = (words, onclick, options = {}) => h("button", { type: "button", onclick, ...options }, words);
    this.name = h("span", { class: "file" });
    this.undo = button(W.undo, () => this.state.undo());
    this.redo = button(W.redo, () => this.state.redo());
    this.summary = h("a", { href: "#panel", class: "summary", onclick: (event) => (event.preventDefault(), this.showPanel("findings", true)) });
    const purposes = [...(served ? [["", W.configured]] : []), ...Object.entries(W.profiles)];
    const profile = h("select", { id: "profile", onchange: () => this.setProfile(profile.value) }, purposes.map(([value, words]) => h("option", { value }, words)));
    profile.value = this.profile;
    const input = h("input", { type: "file", accept: ".toml,text/plain", class: "unseen", tabindex: "-1", "aria-hidden": "true", onchange: () => this.shelf.openFile(input) });
    this.messages = h("div", { class: "messages", role: "status", "aria-live": "polite" });
    this.saving = served ? button(W.menu.save, () => this.file.save(), { class: "main" }) : null;
    const menu = served
      ? [this.saving]
      : [button(W.menu.new, () => this.shelf.begin()), button(W.menu.open, () => input.click()), button(W.menu.drafts, () => this.shelf.listDrafts()), button(W.menu.saveFile, () => this.shelf.saveFile(), { class: "main" }), input];
    const head = h("header", {}, h("div", { class: "brand" }, h("strong", {}, W.title), this.name), h("div", { class: "tools" }, this.undo, this.redo, menu), h("div", { class: "profile" }, h("label", { for: "profile" }, W.profile), profile), this.summary);

    this.links = new Map(
      this.steps.map((step) => {
        const mark = h("span");
        return [step.name, { mark, element: h("a", { href: `#${step.name}` }, step.title, mark) }];
      }),
    );
    this.chooser = h("select", { id: "chooser", onchange: () => (location.hash = this.chooser.value) }, this.steps.map((one) => h("option", { value: one.name }, one.title)));
    const nav = h("nav", { class: "steps", "aria-label": W.steps }, h("div", { class: "narrow" }, h("label", { for: "chooser" }, W.step), this.chooser), h("ol", {}, [...this.links.values()].map((one) => h("li", {}, one.element))));
    fill(document.getElementById("app"), head, this.messages, h("div", { class: "columns" }, nav, this.step.element, this.buildPanel()));
    // What is fixed below the head begins where it ends, however many lines it has.
    new ResizeObserver(() => document.documentElement.style.setProperty("--head", `${head.offsetHeight}px`)).observe(head);
    this.editor = new TextEditor(this.panels.text.firstChild, this.state, (command) => this.state[command]());
    this.showPanel("findings");
    addEventListener("hashchange", () => (this.opening = this.moved()));
    // What is being typed is in the text a moment later: the browser asks before that moment is lost.
    addEventListener("beforeunload", (event) => {
      if ([...this.step.fields.values()].some((field) => field.pending?.())) event.preventDefault();
    });
    addEventListener("keydown", (event) => this.pressed(event));
    const over = (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault();
    addEventListener("dragover", over);
    addEventListener("drop", (event) => {
      over(event);
      if (!served && event.dataTransfer?.files.length) this.shelf.openFile({ files: event.dataTransfer.files });
    });
  }

  buildPanel() {
    const names = ["findings", "dose", "arms", "text"];
    this.tabs = new Map();
    this.panels = {};
    for (const name of names) {
      const tab = h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, onclick: () => this.showPanel(name), onkeydown: (event) => this.moveTab(event, names) }, W[name]);
      this.tabs.set(name, tab);
      this.panels[name] = h("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, tabindex: name === "text" ? null : "0" }, name === "text" ? h("div", { class: "editor" }) : null);
    }
    return h("aside", { id: "panel", "aria-label": W.panels }, h("div", { role: "tablist", "aria-label": W.panels }, [...this.tabs.values()]), Object.values(this.panels), h("p", { class: "quiet foot" }, served ? W.privateServed : W.private));
  }

  showPanel(name, focus = false) {
    for (const [each, tab] of this.tabs) {
      const chosen = each === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.setAttribute("tabindex", chosen ? "0" : "-1");
      this.panels[each].hidden = !chosen;
    }
    if (focus) {
      this.tabs.get(name).focus();
      this.panels[name].scrollIntoView({ block: "nearest" });
    }
    this.editor?.view.requestMeasure();
  }

  moveTab(event, names) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const now = names.findIndex((name) => this.tabs.get(name) === event.target);
    const next = names[(now + step + names.length) % names.length];
    this.showPanel(next);
    this.tabs.get(next).focus();
    event.preventDefault();
  }

  showHead() {
    fill(this.name, this.state.name, served && this.file?.dirty ? h("em", {}, ` · ${W.file.dirty}`) : null);
    this.undo.disabled = !this.state.past.length;
    this.redo.disabled = !this.state.future.length;
  }

  /** Say something; choices are words with what they do. It stays until it is closed, another is said, or the text changes. */
  say(words, choices = [], { stays = false } = {}) {
    this.passing = !stays;
    const close = () => fill(this.messages);
    const made = choices.map(([said, run]) => h("button", { type: "button", onclick: () => (close(), run()) }, said));
    fill(this.messages, h("div", { class: "message" }, h("span", {}, words), made, h("button", { type: "button", class: "link", onclick: close, "aria-label": W.dismiss }, "×")));
  }

  pressed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const typing = event.target.closest?.("input[type=text], input:not([type]), input[type=search], textarea");
    const key = event.key.toLowerCase();
    if (key === "s") served ? this.file.save() : this.shelf.saveFile();
    else if (typing) return;
    else if (key === "z" && !event.shiftKey) this.state.undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) this.state.redo();
    else return;
    event.preventDefault();
  }

  setProfile(profile) {
    this.profile = profile;
    document.getElementById("profile").value = profile;
    try {
      if (!served) lasting.setItem("tavns.profile", profile);
    } catch {
      // the browser keeps nothing more: it is chosen again next time
    }
    this.check();
  }

  // ---------------------------------------------------------------- which protocol

  openText(text, name) {
    this.step.scopes = {};
    this.state.open(text, name);
  }

  /** Return the text as it was saved last, or opened. */
  savedText() {
    return served ? this.file.base : this.state.opened;
  }

  /** Return what a new protocol begins with. */
  async beginning() {
    return (await this.call("start", { title: W.drafts.untitled, arms: { tavns: "active", sham: "sham" } })).text;
  }

  async moved() {
    const held = location.hash.startsWith("#p=");
    if (held && !served) await this.shelf.openAddress();
    else await this.openStep();
  }
}

function readProfile() {
  const kept = served ? "" : lasting.getItem("tavns.profile");
  return served || Object.hasOwn(W.profiles, kept ?? "") ? kept : "draft";
}

const failed = (error) => h("div", { class: "loading" }, h("h1", {}, W.title), h("p", { role: "alert" }, `${W.loading.failed}: ${error.message}`));

async function main() {
  const begun = performance.now();
  const app = document.getElementById("app");
  const said = h("p", { role: "status" }, W.loading.fetch);
  fill(app, h("div", { class: "loading" }, h("h1", {}, W.title), h("div", { class: "bar" }), said, h("p", { class: "quiet" }, served ? W.privateServed : W.private)));
  let engine;
  let steps;
  try {
    engine = await connect((stage) => fill(said, W.loading[stage]));
    steps = await engine.call("steps");
  } catch (error) {
    return fill(app, failed(error));
  }
  const page = new Page(engine, steps);
  if (served) {
    page.file = new ServedFile(page);
    try {
      await page.file.open();
    } catch (error) {
      return fill(app, failed(error));
    }
  } else {
    page.shelf = new Shelf(page);
    await page.shelf.openDrafts();
  }
  await page.checked;
  await page.openStep(false);
  page.measured.ready = performance.now() - begun;
  engine.call("references").then((found) => (page.references = found));
  engine.call("offers", { text: "", where: "waivers[0].rule" }).then((found) => {
    page.waivable = new Set(found.map((one) => one.label));
    page.showFound();
  });
  window.tavns = page; // for whoever looks at it in the console
  document.documentElement.dataset.ready = String(Math.round(page.measured.ready));
  if (!served && "serviceWorker" in navigator && document.querySelector("script[src='app.js']"))
    navigator.serviceWorker.register("sw.js").catch(() => {}); // offline is a gain, not a need
}

main();
