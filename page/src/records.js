// What a protocol says of itself: the source of a value, a waiver of a finding, an amendment. A form asks for what it needs at once.
import { fill, fresh, h } from "./dom.js";
import { alike, dotted, linesOf, typed } from "./values.js";
import { table } from "./panels.js";
import { button } from "./widgets.js";
import { W } from "./words.js";

const today = () => new Date().toISOString().slice(0, 10);

/** Ask for several keys in a dialog, and give them to done, which says whether it worked; what is empty is left out. */
async function ask(page, title, base, keys, { values = {}, offered = {}, needed = [], done }) {
  const told = await Promise.all(keys.map((key) => page.call("meaning", { path: [...base, key], text: page.get().text })));
  const dialog = h("dialog", { "aria-labelledby": fresh("form") });
  const alarm = h("p", { role: "alert", class: "warn" });
  const fields = told.map((one, n) => control(one, keys[n], values[keys[n]], offered[keys[n]]));
  const close = () => dialog.close();
  const give = async (event) => {
    event.preventDefault();
    const answers = Object.fromEntries(fields.map((one) => [one.key, one.read()]).filter(([, value]) => value !== "" && !(Array.isArray(value) && !value.length)));
    const lacking = fields.find((one) => needed.includes(one.key) && answers[one.key] === undefined);
    if (lacking) {
      fill(alarm, W.form.needed(lacking.title));
      return lacking.input.focus();
    }
    if (await done(answers)) close();
    else fill(alarm, page.messages.textContent);
  };
  const form = h("form", { onsubmit: give }, fields.map((one) => one.element), alarm, h("div", { class: "exports" }, h("button", { type: "submit", class: "main" }, W.form.done), button(W.form.cancel, close)));
  dialog.append(h("h2", { id: dialog.getAttribute("aria-labelledby") }, title), form);
  const before = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    (before?.isConnected ? before : page.step.element).focus({ preventScroll: true });
  });
  document.body.append(dialog);
  dialog.showModal();
  (fields.find((one) => needed.includes(one.key) && !one.input.value) ?? fields[0]).input.focus();
}

function control({ title, description, terms, kinds }, key, value, offered = []) {
  const id = fresh("asked");
  const list = offered.length ? h("datalist", { id: fresh("offered") }, offered.map((one) => h("option", { value: one.label }, one.words))) : null;
  const shared = { id, "aria-describedby": `${id}-help`, autocomplete: "off" };
  const many = kinds.includes("list");
  let input;
  if (terms.length) input = h("select", shared, h("option", { value: "" }, W.notDecided), terms.map((one) => h("option", { value: one.term }, W.sourceKinds[one.term] ?? one.words)));
  else if (many || ["reason", "rationale"].includes(key)) input = h("textarea", { ...shared, rows: 3 });
  else input = h("input", { ...shared, type: "text", list: list?.id });
  input.value = many ? (value ?? []).join("\n") : typed(value);
  const hint = [description.replaceAll("`", "").replace(", without quotes", "").replace(/ Terms: [^.]*\./, ""), many ? W.oneALine : kinds.includes("date") ? W.date : ""].join(" ");
  return {
    key,
    title,
    input,
    read: () => (many ? linesOf(input.value) : input.value.trim()),
    element: h("div", { class: "field" }, h("label", { for: id }, title), h("p", { class: "help", id: `${id}-help` }, hint), input, list),
  };
}

/** Return the sources of a text: the path of each entry, and the key path that it is of, however that is written. */
export function sourcesIn(data) {
  const found = [];
  const walk = (held, path, about) => {
    for (const [name, value] of Object.entries(held ?? {})) {
      const of = [...about, name].join(".");
      const isEntry = typeof value !== "object" || value === null || typeof value.cite === "string";
      if (isEntry) found.push({ path: [...path, name], of, ...(typeof value === "object" ? value : { cite: value }) });
      else walk(value, [...path, name], [...about, name]);
    }
  };
  if (typeof data?.sources === "object") walk(data.sources, ["sources"], []);
  return found;
}

/** Add the source of a value, or change it. */
export async function askSource(page, of, was) {
  const { text } = page.get();
  const path = was?.path ?? ["sources", of];
  const offered = (await page.call("offers", { text, where: ["sources", of, "cite"] })).filter((one) => ["preset", "reference"].includes(one.kind));
  const done = (answers) => page.edit("set", { path, value: answers }, dotted(path));
  const { title } = await page.call("meaning", { path: of }).catch(() => ({ title: "" })); // of a key that the format does not have
  return ask(page, W.sourceOf(title, of), ["sources", of], ["cite", "kind", "confidence", "note"], { values: was, offered: { cite: offered }, needed: ["cite"], done });
}

/** Accept a finding, with a reason. */
export function askWaiver(page, finding) {
  const values = { rule: finding?.code, where: finding?.path, date: today() };
  const done = (answers) => page.add(["waivers"], answers);
  return ask(page, W.named.waivers.add, ["waivers", 0], ["rule", "where", "reason", "approved_by", "date", "expires"], { values, needed: ["rule", "reason"], done });
}

/** Add an amendment: what has changed since the text was saved, or opened, is offered. */
export async function askAmendment(page) {
  const { data, text } = page.get();
  const old = page.savedText();
  const before = old === text ? null : (await page.call("look", { text: old })).data;
  const values = { date: today(), changes: before && data ? changesBetween(before, data) : [] };
  const done = (answers) => page.add(["amendments"], answers);
  return ask(page, W.named.amendments.add, ["amendments", 0], ["version", "date", "rationale", "changes"], { values, needed: ["version", "rationale"], done });
}

const APART = ["format", "waivers", "amendments", "sources", "conflicts"];

/** Return the key paths whose values differ in the data of two texts. */
export function changesBetween(one, other) {
  const isTable = (value) => typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).some((key) => key !== "min" && key !== "max");
  const differ = (old, now, path) => {
    if (isTable(old) && isTable(now)) return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((key) => differ(old[key], now[key], [...path, key]));
    return alike(old, now) ? [] : [dotted(path)];
  };
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((key) => !APART.includes(key)).flatMap((key) => differ(one[key], other[key], [key]));
}

/** The waivers and amendments, to add and to remove; what each says is asked in the fields below. */
export function records(page) {
  const element = h("div", { class: "named" });
  let shown = "";
  const entries = (name) => {
    const found = page.get().data?.[name];
    return Array.isArray(found) ? found : [];
  };
  const row = (name, add) => {
    const words = W.named[name];
    const items = entries(name).map((one, n) => h("li", {}, words.of(n + 1), h("span", { class: "tag" }, typed(one?.rule ?? one?.version)), button(words.drop, () => page.drop([name, n]), { class: "link", "aria-label": words.remove(n + 1) })));
    return h("section", {}, h("h2", {}, words.names), items.length ? h("ul", {}, items) : h("p", {}, words.none), h("p", {}, button(words.add, () => add(page))));
  };
  return {
    element,
    show() {
      const now = JSON.stringify(["waivers", "amendments"].map((name) => entries(name).map((one) => one?.rule ?? one?.version)));
      if (now === shown) return;
      shown = now;
      fill(element, row("waivers", (page_) => askWaiver(page_)), row("amendments", askAmendment));
    },
  };
}

/** The values that have a source, and which; each can be changed and removed. */
export function sources(page) {
  const element = h("div");
  return {
    element,
    show() {
      const { data } = page.get();
      const found = sourcesIn(data);
      const words = W.sourcesStep;
      if (!found.length) return fill(element, h("p", {}, words.none));
      const rows = found.map((one) => {
        const ways = [button(words.change, () => askSource(page, one.of, one), { class: "link", "aria-label": words.changeOf(one.of) }), " ", button(words.drop, () => page.unset(one.path), { class: "link", "aria-label": words.dropOf(one.of) })];
        const kind = W.sourceKinds[one.kind] ?? typed(one.kind).replaceAll("_", " ");
        return h("tr", {}, h("th", { scope: "row" }, h("code", {}, one.of)), h("td", {}, typed(one.cite)), h("td", {}, kind), h("td", {}, typed(one.note)), h("td", {}, ways));
      });
      return fill(element, h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": words.caption }, table(words.caption, [words.key, words.source, words.how, words.note, ""], rows)));
    },
  };
}
