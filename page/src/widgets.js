// What a step shows above its fields, besides the ear: arms, outcomes, drawings, titration as steps, sources, trials to start from.
import { drawn, fill, fresh, h } from "./dom.js";
import { at, effective, layersOf, typed } from "./values.js";
import { roleInWords, W } from "./words.js";

export const button = (words, onclick, options = {}) => h("button", { type: "button", onclick, ...options }, words);

/** Return words as the name of an arm or an outcome: small letters, digits, _ and -. */
export const asName = (words) => words.trim().toLowerCase().replace(/[^a-z0-9_-]+/g, "_").replace(/^[^a-z]+|_+$/g, "");

/** The arms or the outcomes by name: rename, remove, add. */
export function named(table_, page) {
  const element = h("div", { class: "named" });
  const words = W.named[table_];
  let shown = "";

  function row(name) {
    const input = h("input", { value: name, "aria-label": words.of(name), class: "middle" });
    input.addEventListener("change", () => input.value !== name && page.rename([table_, name], asName(input.value)));
    const role = at(page.get().data ?? {}, [table_, name, "role"]);
    return h("li", {}, input, role ? h("span", { class: "tag" }, roleInWords(role)) : null, button(words.remove(name), () => page.drop([table_, name]), { class: "link" }));
  }

  function adding() {
    const name = h("input", { id: fresh("name"), class: "middle", autocomplete: "off" });
    const more = table_ === "arms" ? h("select", { id: fresh("role") }, Object.entries(W.roles).map(([value, said]) => h("option", { value }, said))) : h("input", { id: fresh("measure"), autocomplete: "off" });
    const add = () => {
      const [words, made] = [name.value.trim(), asName(name.value)];
      const values = table_ === "arms" ? { role: more.value } : more.value.trim() ? { measure: more.value.trim() } : {};
      if (table_ === "arms" && words !== made) values.label = words; // a name with spaces is for readers
      return page.add([table_, made], values);
    };
    return h(
      "div",
      { class: "add" },
      h("div", {}, h("label", { for: name.id }, words.name), name, h("p", { class: "help" }, words.nameHint)),
      h("div", {}, h("label", { for: more.id }, table_ === "arms" ? words.role : words.measure), more),
      button(words.add, add),
    );
  }

  return {
    element,
    show() {
      const found = page.get().data?.[table_];
      const names = found && typeof found === "object" && !Array.isArray(found) ? Object.keys(found) : [];
      const now = JSON.stringify(names.map((name) => [name, at(found, [name, "role"])]));
      if (now === shown) return;
      shown = now;
      fill(element, names.length ? [h("h2", {}, words.names), h("ul", {}, names.map(row))] : null, adding());
    },
  };
}

/** Drawings of an arm or a period, made anew when the text has changed; those that cannot be made say why. */
export function pictures(which, scope, page) {
  const places = new Map(which.map((one) => [one, h("div", { class: "drawing" })]));
  const named = (one) => (one === "calendar" ? null : h("figcaption", {}, W.pictures[one])); // a calendar says what it is
  const element = h("div", { class: "pictures" }, which.map((one) => h("figure", {}, named(one), places.get(one))));
  let number = 0;
  return {
    element,
    async show() {
      const { text, view } = page.get();
      const of = shownOf(view, scope);
      const mine = ++number;
      for (const [one, place] of places) {
        let made = h("p", { class: "quiet" }, W.noPicture);
        if (view && (of || one === "calendar")) {
          try {
            const asked = one === "calendar" ? ["calendar", { text, prefix: fresh(one) }] : ["drawing", { text, arm: of.name, which: one, prefix: fresh(one) }];
            made = drawn(await page.call(...asked));
          } catch (error) {
            made = h("p", { class: "quiet" }, error.message);
          }
        }
        if (mine !== number) return;
        fill(place, made);
      }
    },
  };
}

/** Return what is drawn of a scope: the arm or the period itself, or the first that has its settings. */
function shownOf(view, scope) {
  const given = view?.arms.filter((one) => one.role !== "no_stimulation") ?? [];
  const [holder, part] = [scope.table === "arms" ? scope.name : (scope.within[1] ?? ""), scope.table && scope.table !== "arms" ? scope.name : ""];
  const fits = ({ name }) => {
    const [arm, period = ""] = name.split(".");
    return (!holder || arm === holder) && (!part || period === part);
  };
  return given.find(fits) ?? given[0];
}

/** How the intensity is found, as steps. words: those of the terms. */
export function titration(scope, page, words) {
  const element = h("div", { class: "titration" });
  return {
    element,
    show() {
      const { data } = page.get();
      const get = (key) => effective(data ?? {}, layersOf(scope), ["stimulation", "intensity", key]);
      if (get("method") !== "titrated") return fill(element);
      const target = [get("target") ?? []].flat().map((one) => words("target", one)).join(", ");
      const until = target ? W.titration.until(target) : "";
      const [start, step, cap, again] = ["start_ma", "step_ma", "max_ma", "retitrated"].map(get);
      return fill(
        element,
        h("h2", { class: "small" }, W.titration.title),
        h(
          "ol",
          {},
          h("li", {}, start === undefined ? W.titration.startOpen : W.titration.start(typed(start))),
          h("li", {}, step === undefined ? W.titration.raiseOpen(until) : W.titration.raise(typed(step), until)),
          h("li", {}, cap === undefined ? W.titration.capOpen : W.titration.cap(typed(cap))),
          again === undefined ? null : h("li", {}, W.titration.again(words("retitrated", again))),
        ),
      );
    },
  };
}

const FEW = 30;

/** Presets and trials to start from, the condition's own first. */
export function start(page) {
  const input = h("input", { type: "search", id: fresh("filter"), autocomplete: "off" });
  const list = h("div");
  const element = h(
    "div",
    { class: "start" },
    h("label", { for: input.id }, W.start.filter),
    h("p", { class: "help" }, W.start.filterHint),
    input,
    list,
    h("p", {}, button(W.start.empty, () => page.start(""))),
  );
  let [condition, found] = [null, []];

  function listed() {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = found.filter((one) => wanted.every((word) => `${one.label} ${one.name} ${one.condition} ${one.line}`.toLowerCase().includes(word)));
    const shown = all.slice(0, FEW);
    const groups = W.start.near.map((title, near) => [title, shown.filter((one) => one.near === near)]).filter(([, ones]) => ones.length);
    fill(
      list,
      shown.length ? h("p", { class: "quiet", role: "status" }, W.start.shown(shown.length, all.length)) : h("p", { role: "status" }, W.start.nothing),
      groups.map(([title, ones]) =>
        h(
          "section",
          {},
          h("h2", { class: "small" }, title),
          h(
            "ul",
            { class: "starts" },
            ones.map((one) =>
              h("li", {}, h("div", {}, h("strong", {}, one.label), one.condition ? ` · ${one.condition}` : "", h("br"), h("span", { class: "quiet" }, one.line)), button(W.start.use, () => page.start(one.name), { "aria-label": `${W.start.use}: ${one.label}` })),
            ),
          ),
        ),
      ),
    );
  }

  input.addEventListener("input", listed);
  return {
    element,
    async show() {
      const now = at(page.get().data ?? {}, ["study", "condition"]) ?? "";
      if (now === condition) return;
      condition = now;
      found = await page.call("starts", { condition: typed(now) });
      listed();
    },
  };
}
