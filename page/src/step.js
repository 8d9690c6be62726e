// One step: its words, what it shows above, and its fields, made anew only when other fields are asked for.
import { fill, fresh, h } from "./dom.js";
import { ear } from "./ear.js";
import { field } from "./field.js";
import { parts } from "./parts.js";
import { alike, at, LISTS, NAMED, PARTS, SHARED, steps as pathOf, stimulated } from "./values.js";
import { records, sources } from "./records.js";
import { named, pictures, start, titration } from "./widgets.js";
import { review } from "./review.js";
import { W } from "./words.js";

const ALL = { path: [], within: [], table: "", name: "", stimulated: true, lends: false, under: [] };

/** Return a key as the steps write it: what has a name of the author's own, or a number, is called *. */
const pattern = (key) => (LISTS.includes(key[0]) ? [key[0], "*", ...key.slice(1)] : key.map((part, n) => (n === 1 && NAMED.includes(key[0]) ? "*" : part)));

export class Step {
  constructor(page, steps) {
    this.page = page;
    this.steps = steps;
    this.element = h("main", { id: "step", tabindex: "-1", "aria-labelledby": "step-title" });
    this.scopes = {};
    this.fields = new Map();
    this.index = new Map();
    for (const step of steps) for (const key of [...step.keys, ...step.more]) this.index.set(key.replace(".sham.*", ".*"), step.name);
  }

  /** Return the name of the step in which a key path is asked, and whose it is; null where none asks it. */
  find(place) {
    const path = pathOf(place).filter((part) => typeof part === "string");
    const end = path[0] === "arms" && [...SHARED, ...PARTS].includes(path[2]) ? 2 : 0;
    const asked = this.asking(path.slice(end));
    if (asked) return { name: asked, of: path.slice(0, end) };
    // The length of a period is asked where the periods are; what else differs in it, where it is asked of all arms.
    const name = PARTS.includes(path[end]) && SHARED.includes(path[end + 2]) && this.asking(path.slice(end + 2));
    return name ? { name, of: path.slice(0, end + 2) } : null;
  }

  /** Return the step that asks a key, the keys in it, or the table that it is in. */
  asking(key) {
    const names = pattern(key);
    for (let length = names.length; length > 1; length--) {
      const name = this.index.get(names.slice(0, length).join("."));
      if (name) return name;
    }
    const table = names.join(".");
    return [...this.index].find(([one]) => table && one.startsWith(`${table}.`))?.[1];
  }

  /** What the fields depend on besides their values. */
  shape() {
    const { data } = this.page.get();
    const tables = (holder, table) => (holder?.[table] && typeof holder[table] === "object" ? Object.entries(holder[table]) : []);
    const parts = (holder) => PARTS.map((table) => tables(holder, table).map(([name, one]) => [name, one?.gives, one?.role]));
    const arms = tables(data, "arms").map(([name, one]) => [name, one?.role, one?.label, one?.participants === 0, parts(one)]);
    return JSON.stringify([arms, parts(data), LISTS.map((name) => data?.[name]?.length), Object.keys(data?.outcomes ?? {}), data?.study?.condition, data?.study?.kind]);
  }

  /** Open a step; path: the key whose field gets the focus; of: whose settings are shown. */
  async open(name, { path = "", of, focus = true } = {}) {
    this.current = this.steps.find((one) => one.name === name) ?? this.steps[0];
    if (of !== undefined) this.scopes[this.current.name] = of;
    await this.build();
    if (path) this.focus(path);
    else if (focus) {
      this.element.focus({ preventScroll: true });
      this.element.scrollIntoView({ block: "start" });
    }
  }

  /** Whose settings are shown: those chosen, or those of the arm which has them where nothing is shared. */
  scope() {
    const { scopes } = this.page;
    const all = scopes[0];
    if (!this.current.shared) return all;
    const fits = (one) => one.stimulated && (this.current.shared === true || !PARTS.includes(one.table));
    const chosen = this.scopes[this.current.name];
    const found = chosen && scopes.find((one) => alike(one.path, chosen) && fits(one));
    if (found) return found;
    const { data } = this.page.get();
    const keys = this.current.shared === true ? this.current.keys.map(pathOf).filter((key) => SHARED.includes(key[0])) : [[this.current.shows]];
    const has = (one) => keys.some((key) => at(data ?? {}, [...one.path, ...key]) !== undefined);
    return has(all) ? all : (scopes.find((one) => one.table === "arms" && fits(one) && has(one)) ?? all);
  }

  async build() {
    const { text } = this.page.get();
    const step = this.current;
    const shape = this.shape();
    let groups = [];
    let scope = ALL;
    try {
      this.page.scopes = await this.page.call("scopes", { text });
      scope = this.scope();
      groups = await this.page.call("fields", { text, step: step.name, of: scope.path });
    } catch (error) {
      this.page.say(error.message);
    }
    if (step !== this.current) return;
    this.built = { shape };
    this.fields.clear();
    this.widgets = (await this.above(step, scope)).filter(Boolean);
    if (step !== this.current) return;
    const number = this.steps.indexOf(step);
    this.broken = h("div", { role: "status" });
    this.body = h("fieldset", { class: "bare" }, h("legend", { class: "unseen" }, step.title), this.widgets.map((one) => one.element), groups.map((group) => this.group(group, groups.length > 1 && group !== groups[0])));
    fill(
      this.element,
      h("p", { class: "quiet" }, `${W.step} ${number + 1} / ${this.steps.length}`),
      h("h1", { id: "step-title" }, step.title),
      h("p", { class: "intro" }, step.intro),
      this.broken,
      step.shared && stimulated(this.page.get().data).length ? this.whose(step, scope) : null,
      this.body,
      this.ways(number),
    );
    await this.show();
  }

  async above(step, scope) {
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
        return [ear(this.shapes, scope, page)];
      case "pulse":
        return [pictures(["pulse", "train"], scope, page)];
      case "titration":
        return [titration(scope, page, (key, term) => this.words(key, term))];
      case "calendar":
        return [pictures([page.scopes.some((one) => one.table === "periods") ? "calendar" : "course", "session"], scope, page)];
      case "periods":
        return [parts("periods", scope, page), page.scopes.some((one) => one.table === "periods") ? pictures(["calendar"], scope, page) : null];
      case "sources":
        return [sources(page)];
      case "records":
        return [records(page)];
      case "review":
        return [review(page)];
      default:
        return PARTS.includes(step.shows) ? [parts(step.shows, scope, page)] : [];
    }
  }

  words(key, term) {
    for (const one of this.fields.values()) if (one.is.path.at(-1) === key) return one.is.terms.find((each) => each.term === term)?.words ?? term;
    return term;
  }

  /** A group of fields: headed by its arm, outcome or period, or by its table where the step has several. */
  group({ table, name, title, fields }, headed) {
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
    const head = name ? W.named[table].of(name) : headed ? title : "";
    if (!head) return h("div", { class: "fields" }, inner);
    return h("section", { class: "fields of", "aria-label": head }, h("h2", {}, head), inner);
  }

  /** The choice of whose settings are shown: all arms or one, and in which part. */
  whose(step, scope) {
    const { scopes } = this.page;
    const holder = PARTS.includes(scope.table) ? scopes.find((one) => alike(one.path, scope.within)) : scope;
    // An arm that only lends its treatment has nobody in it who goes through periods.
    const arms = scopes.filter((one) => one.stimulated && !PARTS.includes(one.table) && (step.shared === true || !one.lends || one === holder));
    const among = step.shared === true ? PARTS.map((table) => [table, scopes.filter((one) => one.table === table && one.stimulated && alike(one.within, holder.path))]) : [];
    const inParts = among.filter(([, ones]) => ones.length).map(([table, ones]) => {
      const chosen = scope.table === table ? scope : holder;
      return this.choice(W.when[table], [holder, ...ones], chosen, (one) => (one === holder ? W.everyPart[table] : one.name));
    });
    const [said, hint] = step.shared === true ? [W.whose, W.sharedHint] : [W.partsOf[step.shows], W.partsHint[step.shows]];
    return h("div", { class: "whose" }, this.choice(said, arms, holder, (one) => one.name || W.shared), inParts, h("p", { class: "help" }, hint));
  }

  choice(legend, scopes, chosen, words) {
    const name = fresh("whose");
    const open = async (one) => {
      await this.open(this.current.name, { of: one.path, focus: false });
      this.element.querySelector(`.whose fieldset[data-of="${legend}"] input:checked`)?.focus();
    };
    const option = (one) => h("label", { class: "choice" }, h("input", { type: "radio", name, checked: one === chosen, onchange: () => (this.page.opening = open(one)) }), words(one));
    return h("fieldset", { "data-of": legend }, h("legend", {}, legend), h("div", { class: "choices row" }, scopes.map(option)));
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

