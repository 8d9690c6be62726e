// One field: its label, unit and help, what it takes, what trials used, where its value comes from, what the check says of it.
import { drawn, fill, fresh, h } from "./dom.js";
import { askSource, sourcesIn } from "./records.js";
import { alike, at, dotted, linesOf, LISTS, numberOf, numbersOf, PARTS, SHARED, stimulated, typed, writing } from "./values.js";
import { W } from "./words.js";

// The tables whose values are taken from somewhere.
const SOURCED = [...SHARED, "eligibility", "analysis", "harms"];
const PAUSE = 150; // ms after the last sign typed

/** Make a field. page: get() → what is shown, set(path, value), unset(path), goTo(path), call(name, arguments). */
export function field(described, page) {
  const made = new Field(described, page);
  made.show();
  return made;
}

// How words begin that stand in the names of many conditions.
const EVERYWHERE = new Set(["disor", "chron", "disea", "syndr", "patie", "adult", "acute"]);

class Field {
  constructor(described, page) {
    this.is = described;
    this.page = page;
    const scope = page.scopes.findLast((one) => one.path.every((part, n) => part === described.path[n]));
    this.key = described.path.slice(scope?.path.length ?? 0);
    // What is said of an arm or a period itself goes over what all arms have in that period, and over nothing else.
    const shares = (layer) => SHARED.includes(this.key[0]) || PARTS.includes(layer.path[0]);
    this.scope = scope && { ...scope, under: scope.under.filter(shares) };
    const id = fresh("field");
    this.ids = { input: id, help: `${id}-help`, found: `${id}-found` };
    this.found = h("ul", { class: "found", id: this.ids.found });
    this.origin = h("div", { class: "origin" });
    this.control = this.makeControl();
    this.used = h("div", { class: "used" });
    const unit = described.sign && !described.title.includes(`(${described.sign})`) ? ` (${described.sign})` : "";
    const name = h("span", {}, described.title, unit && h("span", { class: "unit" }, unit));
    const help = h("p", { class: "help", id: this.ids.help }, plainly(described), " ", this.hint());
    const grouped = this.control.grouped;
    this.element = h(
      grouped ? "fieldset" : "div",
      { class: "field", "data-path": described.dotted, "aria-describedby": grouped ? this.ids.help : null },
      grouped ? h("legend", {}, name) : h("label", { for: this.ids.input }, name),
      help,
      this.control.element,
      this.used,
      this.origin,
      this.found,
    );
    if (described.strip) this.element.append(this.strip());
  }

  hint() {
    const { kinds, terms, example } = this.is;
    const shown = example !== null && !terms.length && typeof example !== "boolean" ? W.example(typed(example)) : "";
    let how = "";
    if (kinds.includes("list") && kinds.includes("number")) how = W.numbers;
    else if (kinds.includes("list") && !terms.length) how = W.oneALine;
    else if (kinds.includes("range")) how = W.range;
    else if (kinds.includes("date")) how = kinds.includes("text") ? W.dayOrMonth : W.date;
    return [how, shown].filter(Boolean).join(" ");
  }

  makeControl() {
    const { kinds, terms, path } = this.is;
    if (kinds.includes("list") && terms.length) return this.choices(path.at(-1) === "exclusion");
    if (kinds.includes("bool")) return this.radios();
    if (path.at(-1) === "condition") return this.combined(terms.map((one) => [one.term, one.words, one.synonyms]));
    if (terms.length) return this.select();
    if (kinds.includes("list")) return this.listed(kinds.includes("number"));
    if (kinds.includes("number")) return this.line((text) => numberOf(text, this.is.sign, kinds.includes("range")), true);
    if (kinds.includes("date")) return this.line((text) => text.trim(), false);
    if (this.is.offers.length) return this.combined(this.is.offers.map((one) => [one.label, one.words, []]));
    return this.words();
  }

  /** Set the value, or take it out where it is empty. */
  put(value) {
    const empty = value === "" || value === undefined || (Array.isArray(value) && !value.length);
    return empty ? this.page.unset(this.is.path) : this.page.set(this.is.path, value);
  }

  typedIn(input, read) {
    let timer;
    const give = () => {
      clearTimeout(timer);
      timer = undefined;
      const now = this.value();
      const value = read(input.value);
      if (input.value.trim() === typed(now).trim() || alike(value, now)) return;
      this.put(value);
    };
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(give, PAUSE);
    });
    input.addEventListener("change", give);
    input.addEventListener("blur", () => timer !== undefined && give());
    this.pending = () => timer !== undefined;
  }

  attributes() {
    return { id: this.ids.input, "aria-describedby": `${this.ids.help} ${this.ids.found}`, autocomplete: "off" };
  }

  line(read, numeric) {
    const input = h("input", { ...this.attributes(), type: "text", class: numeric ? "short" : "middle", placeholder: W.notDecided });
    this.typedIn(input, read);
    return { element: input, show: (value) => this.write(input, typed(value)) };
  }

  words() {
    const input = h("textarea", { ...this.attributes(), rows: 1, placeholder: W.notDecided });
    this.typedIn(input, (text) => text.trim());
    return { element: input, show: (value) => (this.write(input, typed(value)), grow(input)) };
  }

  listed(numeric) {
    if (numeric) return this.line(numbersOf, false);
    const input = h("textarea", { ...this.attributes(), rows: 2, placeholder: W.notDecided });
    this.typedIn(input, linesOf);
    const shown = (value) => (Array.isArray(value) ? value.map(typed).join("\n") : typed(value));
    return { element: input, show: (value) => (this.write(input, shown(value)), grow(input)) };
  }

  /** A line with suggestions: what is chosen by its words is written as its term. */
  combined(options) {
    const list = h("datalist", { id: fresh("list") }, options.map(([term, words]) => h("option", { value: words || term })));
    const input = h("input", { ...this.attributes(), type: "text", list: list.id, placeholder: W.notDecided });
    const words = new Map(options.map(([term, said]) => [term, said || term]));
    this.typedIn(input, (text) => {
      const wanted = text.trim().toLowerCase();
      const same = ([term, said, synonyms]) => [term, said, ...synonyms].some((one) => one.toLowerCase() === wanted);
      return options.find(same)?.[0] ?? text.trim();
    });
    return { element: h("div", {}, input, list), input, show: (value) => this.write(input, words.get(value) ?? typed(value)) };
  }

  /** In how many cohorts each term was used. */
  cohorts() {
    return new Map((this.is.used?.uses ?? []).map((one) => [one.value, one.cohorts]));
  }

  select() {
    const { terms, required } = this.is;
    const counts = this.cohorts();
    const said = (one) => one.words + (counts.get(one.term) ? ` (${W.cohorts(counts.get(one.term))})` : "");
    const input = h(
      "select",
      { ...this.attributes(), onchange: () => this.put(input.value) },
      h("option", { value: "", disabled: required }, this.unsaid()),
      terms.map((one) => h("option", { value: one.term }, said(one))),
    );
    return {
      element: input,
      show: (value) => {
        input.querySelector("[data-own]")?.remove();
        if (value !== undefined && !terms.some((one) => one.term === value))
          input.append(h("option", { value: typed(value), "data-own": true }, typed(value)));
        input.value = value === undefined ? "" : typed(value);
      },
    };
  }

  /** What it means that nothing is said: of a period that it is as the arm is. */
  unsaid() {
    const { path } = this.is;
    return PARTS.includes(path.at(-3)) ? (path.at(-1) === "gives" ? W.named.periods.asBefore : W.asTheArm) : W.notDecided;
  }

  radios() {
    const name = fresh("choice");
    const options = [[true, W.yes], [false, W.no], [undefined, W.notDecided]];
    const made = options.map(([value, words]) => {
      const input = h("input", { type: "radio", name, onchange: () => this.put(value) });
      return { value, input, element: h("label", { class: "choice" }, input, words) };
    });
    made[0].input.id = this.ids.input;
    return {
      grouped: true,
      element: h("div", { class: "choices row" }, made.map((one) => one.element)),
      show: (value) => made.forEach((one) => (one.input.checked = one.value === value)),
    };
  }

  /** Boxes for the terms of a list; where any text may stand, those that are no term on lines of their own. */
  choices(free) {
    const { terms } = this.is;
    const counts = this.cohorts();
    const boxes = terms.map((one) => {
      const input = h("input", { type: "checkbox", onchange: () => this.put(chosen()) });
      const count = counts.get(one.term);
      const words = h("span", {}, one.words, count ? h("span", { class: "count" }, ` ${W.cohorts(count)}`) : null);
      return { term: one.term, input, element: h("label", { class: "choice" }, input, words) };
    });
    boxes[0].input.id = this.ids.input;
    const others = free && h("textarea", { rows: 2, id: fresh("others") });
    const known = new Set(terms.map((one) => one.term));
    // What stands in the list already stays where it is; what is new goes behind it.
    const chosen = () => {
      const now = asList(this.value());
      const wanted = new Set(boxes.filter((one) => one.input.checked).map((one) => one.term));
      for (const one of others ? linesOf(others.value) : now.filter((value) => !known.has(value))) wanted.add(one);
      return [...now.filter((one) => wanted.has(one)), ...[...wanted].filter((one) => !now.includes(one))];
    };
    if (others) this.typedIn(others, chosen);
    return {
      grouped: true,
      element: h(
        "div",
        { class: "choices" },
        boxes.map((one) => one.element),
        others && h("div", { class: "others" }, h("label", { for: others.id }, W.other), others),
      ),
      show: (value) => {
        const now = asList(value);
        for (const one of boxes) one.input.checked = now.includes(one.term);
        if (others) this.write(others, now.filter((one) => !known.has(one)).map(typed).join("\n"));
      },
    };
  }

  /** Write into an input what the text has, unless somebody is typing there. */
  write(input, text) {
    const typing = input.getRootNode().activeElement === input && this.pending?.();
    if (!typing && input.value.trim() !== text.trim()) input.value = text;
  }

  value() {
    return at(this.page.get().data, this.is.path);
  }

  /** Show what the text now says, and what the check says of it. */
  show() {
    const { data, findings } = this.page.get();
    if (data) this.control.show(this.value());
    this.showUsed();
    this.showOrigin(data ?? {});
    const here = findings.filter((one) => !one.waiver && isAt(one.path, this.is.dotted));
    fill(this.found, here.map((one) => finding(one, this.page, true)));
    this.element.classList.toggle("wrong", here.some((one) => one.severity === "error"));
    const input = this.element.querySelector("input, select, textarea");
    if (here.some((one) => one.severity === "error")) input?.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
    if (this.details?.open) this.drawStrip();
  }

  showUsed() {
    const { used, terms } = this.is;
    if (this.is.dotted === "study.condition") return this.showConditions();
    if (!used) return;
    const heading = h("p", { class: "help" }, W.used(used.condition.replaceAll("_", " "), used.reporting));
    if (terms.length) return void fill(this.used, h("p", { class: "help" }, W.usedBeside(used.condition.replaceAll("_", " "), used.reporting)));
    const now = this.value();
    const chips = used.uses.map((one) => {
      const claimed = one.claimed ? `; ${W.claimed}` : "";
      const words = `${one.shown} · ${one.cohorts}`;
      return h(
        "button",
        {
          type: "button",
          class: "chip",
          "aria-pressed": String(alike(now, one.value)),
          "aria-label": W.take(one.shown, `${W.cohorts(one.cohorts)}, ${one.who}${claimed}`),
          title: `${W.cohorts(one.cohorts)}: ${one.who}${claimed}`,
          onclick: () => this.put(one.value),
        },
        words,
      );
    });
    const focused = [...this.used.querySelectorAll("button")].indexOf(document.activeElement);
    fill(this.used, heading, h("div", { class: "chips" }, chips));
    if (focused >= 0) chips[focused]?.focus();
  }

  /** Offer the conditions that have trials where another is written: first those that share a word with it. */
  showConditions() {
    const { terms } = this.is;
    const now = typed(this.value());
    if (terms.some((one) => one.term === now)) return void fill(this.used);
    const stems = now.toLowerCase().split(/\W+/).filter((word) => word.length > 4).map((word) => word.slice(0, 5)).filter((stem) => !EVERYWHERE.has(stem));
    const near = terms.filter((one) => stems.some((stem) => [one.words, ...one.synonyms].some((words) => words.toLowerCase().includes(stem))));
    const chips = (ones) => h("div", { class: "chips" }, ones.map((one) => h("button", { type: "button", class: "chip", onclick: () => this.put(one.term) }, one.words)));
    fill(
      this.used,
      now && h("p", { class: "help" }, W.noTrials(now)),
      near.length ? chips(near) : null,
      h("details", { open: this.used.querySelector("details")?.open ?? false }, h("summary", {}, W.conditions), chips(terms)),
    );
  }

  /** Say where the value comes from: all arms, the arm's or the period's own, a source. */
  showOrigin(data) {
    const said = [];
    const { scope, key } = this;
    const under = scope && writing(data, scope.under, key);
    if (under) {
      const words = h("span", {}, W.asFor(W.holder(under.path), this.told(at(data, [...under.path, ...key]))));
      said.push(h("p", {}, words, " ", this.value() === undefined ? null : button(W.useShared(W.holder(under.path)), () => this.page.unset(this.is.path))));
    } else if (scope?.under.length && this.value() === undefined) said.push(h("p", {}, W.fromSharedNone));
    if (scope && SHARED.includes(key[0])) said.push(this.ownOfOthers(data, scope, key));
    if (this.value() !== undefined && !LISTS.includes(this.is.path[0])) said.push(this.source(data));
    fill(this.origin, said);
  }

  /** Say which source the value has, or let one be added. */
  source(data) {
    const of = this.is.dotted;
    const found = sourcesIn(data).find((one) => one.of === of);
    if (!found && !SOURCED.includes(this.key[0])) return null;
    if (!found) return h("p", {}, button(W.addSource, () => askSource(this.page, of), `${W.addSource}: ${this.is.title}`));
    const ways = [button(W.changeSource, () => askSource(this.page, of, found)), " ", button(W.dropSource, () => this.page.unset(found.path))];
    return h("p", {}, W.source(typed(found.cite), typed(found.note)), " ", ways);
  }

  /** Say which arms and periods have their own in place of this. */
  ownOfOthers(data, scope, key) {
    const over = this.page.scopes.filter((one) => one.under.some((layer) => alike(layer.path, scope.path)));
    const own = over.filter((one) => at(data, [...one.path, ...key]) !== undefined);
    const arms = stimulated(data);
    const every = !scope.path.length && arms.length && arms.every((arm) => own.some((one) => alike(one.path, ["arms", arm])));
    return [
      every ? h("p", { class: "warn" }, W.allOwn) : null,
      own.map((one) => {
        const value = this.told(at(data, [...one.path, ...key]));
        return h("p", {}, W.own(W.holder(one.path), value), " ", button(W.editOwn(W.holder(one.path)), () => this.page.goTo([...one.path, ...key])));
      }),
    ];
  }

  told(value) {
    const words = new Map(this.is.terms.map((one) => [one.term, one.words]));
    const shown = asList(value).map((one) => words.get(one) ?? (typeof one === "boolean" ? (one ? W.yes : W.no) : typed(one)));
    return `${shown.join(", ")}${this.is.sign && typeof value !== "string" ? ` ${this.is.sign}` : ""}`;
  }

  /** The drawing of the trials, made when it is opened. */
  strip() {
    this.drawing = h("div", { class: "drawing" });
    this.details = h("details", { class: "strip", ontoggle: () => this.details.open && this.drawStrip() }, h("summary", {}, W.amongTrials), this.drawing);
    return this.details;
  }

  async drawStrip() {
    const text = this.page.get().text;
    if (this.stripOf === text) return;
    this.stripOf = text;
    try {
      fill(this.drawing, drawn(await this.page.call("strip", { text, key: this.is.strip })));
    } catch (error) {
      fill(this.drawing, h("p", {}, error.message));
    }
  }

  focus() {
    const folded = this.element.closest("details");
    if (folded) folded.open = true;
    const input = this.element.querySelector("input, select, textarea");
    input?.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "center" });
  }
}

// The terms that a description lists are there to be ticked; a sign of code says nothing on a page.
const plainly = ({ description, terms }) => (terms.length ? description.replace(/ Terms: [^.]*\./, "") : description).replaceAll("`", "");
const asList = (value) => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const grow = (input) => (input.rows = Math.min(8, Math.max(Number(input.rows), input.value.split("\n").length, Math.ceil(input.value.length / 70))));
const button = (words, onclick, label) => h("button", { type: "button", class: "link", onclick, "aria-label": label }, words);

/** Say whether a finding's place is that of a field, or in its value. */
export const isAt = (place, path) => place === path || place.startsWith(`${path}.`) || place.startsWith(`${path}[`);

// Under its field, it need not be said which line to write.
const LINE_TO_WRITE = /^write: .*= … in \[/;

/** Return a finding; under: it stands under its field. */
export function finding(one, page, under = false) {
  const mend = one.fix?.length ? button(W.fix, () => page.mend(one)) : null;
  return h("li", { class: one.severity }, h("strong", {}, `${W.severity[one.severity]}: `), one.message, one.help && !(under && LINE_TO_WRITE.test(one.help)) ? `. ${upper(one.help)}.` : ".", " ", h("span", { class: "code" }, one.code), " ", mend);
}

const upper = (text) => text.replace(/^./, (letter) => letter.toUpperCase());
