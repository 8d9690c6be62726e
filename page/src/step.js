// One step: its words, what it shows above, and its fields, made anew only when other fields are asked for.
import { fill, fresh, h } from "./dom.js";
import { ear } from "./ear.js";
import { field } from "./field.js";
import { at, SHARED, steps as pathOf, stimulated } from "./values.js";
import { named, pictures, sources, start, titration } from "./widgets.js";
import { review } from "./review.js";
import { W } from "./words.js";

export class Step {
  constructor(page, steps) {
    this.page = page;
    this.steps = steps;
    this.element = h("main", { id: "step", tabindex: "-1", "aria-labelledby": "step-title" });
    this.arms = {};
    this.fields = new Map();
    this.index = new Map();
    for (const step of steps) for (const key of [...step.keys, ...step.more]) this.index.set(key.replace(".sham.*", ".*"), step.name);
  }

  /** Return the name of the step in which a key path is asked, and of which arm; null where none asks it. */
  find(place) {
    const path = pathOf(place);
    const arm = path[0] === "arms" && SHARED.includes(path[2]) ? String(path[1]) : "";
    const key = arm ? path.slice(2) : path;
    const names = key.filter((part) => typeof part === "string").map((part, n) => (n === 1 && ["arms", "outcomes"].includes(key[0]) ? "*" : part));
    for (let length = names.length; length > 1; length--) {
      const name = this.index.get(names.slice(0, length).join("."));
      if (name) return { name, arm };
    }
    const table = names.join(".");
    const within = [...this.index].find(([one]) => table && one.startsWith(`${table}.`));
    return within ? { name: within[1], arm } : null;
  }

  /** What the fields depend on besides their values. */
  shape() {
    const { data } = this.page.get();
    const names = (table) => (data && typeof data[table] === "object" ? Object.entries(data[table]).map(([name, one]) => [name, one?.role]) : []);
    return JSON.stringify([names("arms"), Object.keys(data?.outcomes ?? {}), data?.study?.condition, data?.study?.kind]);
  }

  /** Open a step; path: the key whose field gets the focus. */
  async open(name, { path = "", arm, focus = true } = {}) {
    this.current = this.steps.find((one) => one.name === name) ?? this.steps[0];
    if (arm !== undefined) this.arms[this.current.name] = arm;
    await this.build();
    if (path) this.focus(path);
    else if (focus) {
      this.element.focus({ preventScroll: true });
      this.element.scrollIntoView({ block: "start" });
    }
  }

  /** Which arm's settings are shown: the one chosen, or that of the arms which has them where nothing is shared. */
  arm() {
    if (!this.current.shared) return "";
    const { data } = this.page.get();
    const arms = stimulated(data);
    const chosen = this.arms[this.current.name];
    if (chosen !== undefined && (chosen === "" || arms.includes(chosen))) return chosen;
    const keys = this.current.keys.map(pathOf).filter((key) => SHARED.includes(key[0]));
    const own = (arm) => keys.some((key) => at(data ?? {}, ["arms", arm, ...key]) !== undefined);
    return keys.some((key) => at(data ?? {}, key) !== undefined) ? "" : (arms.find(own) ?? "");
  }

  async build() {
    const { text } = this.page.get();
    const step = this.current;
    const [arm, shape] = [this.arm(), this.shape()];
    let groups = [];
    try {
      groups = await this.page.call("fields", { text, step: step.name, arm });
    } catch (error) {
      this.page.say(error.message);
    }
    if (step !== this.current) return;
    this.built = { arm, shape };
    this.fields.clear();
    this.widgets = (await this.above(step, arm)).filter(Boolean);
    if (step !== this.current) return;
    const number = this.steps.indexOf(step);
    this.broken = h("div", { role: "status" });
    this.body = h("fieldset", { class: "bare" }, h("legend", { class: "unseen" }, step.title), this.widgets.map((one) => one.element), groups.map((group) => this.group(group, arm, groups.length > 1 && group !== groups[0])));
    fill(
      this.element,
      h("p", { class: "quiet" }, `${W.step} ${number + 1} / ${this.steps.length}`),
      h("h1", { id: "step-title" }, step.title),
      h("p", { class: "intro" }, step.intro),
      this.broken,
      step.shared && stimulated(this.page.get().data).length ? this.whose(arm) : null,
      this.body,
      this.ways(number),
    );
    await this.show();
  }

  async above(step, arm) {
    const page = this.page;
    switch (step.shows) {
      case "start":
        return [start(page)];
      case "arms":
        return [named("arms", page)];
      case "outcomes":
        return [named("outcomes", page)];
      case "ear":
        this.shapes ??= await page.call("ear");
        return [ear(this.shapes, arm, page)];
      case "pulse":
        return [pictures(["pulse", "train"], arm, page)];
      case "titration":
        return [titration(arm, page, (key, term) => this.words(key, term))];
      case "calendar":
        return [pictures(["course", "session"], arm, page)];
      case "sources":
        return [sources(page)];
      case "review":
        return [review(page)];
      default:
        return [];
    }
  }

  words(key, term) {
    for (const one of this.fields.values()) if (one.is.path.at(-1) === key) return one.is.terms.find((each) => each.term === term)?.words ?? term;
    return term;
  }

  /** A group of fields: headed by its arm or outcome, or by its table where the step has several. */
  group({ table, name, title, fields }, arm, headed) {
    const made = fields.map((described) => {
      const one = field(described, this.page);
      this.fields.set(described.dotted, one);
      return one;
    });
    const [main, more] = [made.filter((one) => !one.is.more), made.filter((one) => one.is.more)];
    const filled = more.some((one) => one.value() !== undefined);
    const inner = [
      main.map((one) => one.element),
      more.length ? h("details", { class: "more", open: filled }, h("summary", {}, W.more(more.length)), more.map((one) => one.element)) : null,
    ];
    const of = name && name !== arm ? (table === "arms" ? W.arm.of(name) : W.outcome.of(name)) : "";
    const head = of || (headed ? title : "");
    if (!head) return h("div", { class: "fields" }, inner);
    return h("section", { class: "fields of", "aria-label": head }, h("h2", {}, head), inner);
  }

  /** The choice of whose settings are shown. */
  whose(arm) {
    const name = fresh("whose");
    const choice = (value, words) =>
      h("label", { class: "choice" }, h("input", { type: "radio", name, checked: value === arm, onchange: () => this.open(this.current.name, { arm: value, focus: false }).then(() => this.element.querySelector(".whose input:checked")?.focus()) }), words);
    return h(
      "fieldset",
      { class: "whose" },
      h("legend", {}, W.whose),
      h("div", { class: "choices row" }, choice("", W.shared), stimulated(this.page.get().data).map((one) => choice(one, one))),
      h("p", { class: "help" }, W.sharedHint),
    );
  }

  ways(number) {
    const [before, behind] = [this.steps[number - 1], this.steps[number + 1]];
    const way = (step, words, type) => step && h("a", { href: `#${step.name}`, class: type }, words + step.title);
    return h("nav", { class: "ways", "aria-label": W.step }, way(before, W.back, "button"), way(behind, W.next, "button main"));
  }

  /** Show what the text now says. */
  async show() {
    if (!this.built) return;
    if (this.built.shape !== this.shape()) {
      const path = document.activeElement?.closest?.("[data-path]")?.dataset.path;
      await this.build();
      if (path && this.fields.has(path)) this.fields.get(path).focus();
      return;
    }
    const { data, trouble } = this.page.get();
    this.body.disabled = data === null;
    fill(this.broken, data === null ? h("p", { class: "banner" }, W.mend(trouble)) : null);
    for (const one of this.fields.values()) one.show();
    for (const widget of this.widgets) await widget.show();
  }

  focus(place) {
    const path = [...this.fields.keys()].find((one) => place === one || place.startsWith(`${one}.`) || place.startsWith(`${one}[`));
    const near = path ?? [...this.fields.keys()].find((one) => one.startsWith(`${place}.`));
    if (near) this.fields.get(near).focus();
    else this.element.focus();
  }
}

