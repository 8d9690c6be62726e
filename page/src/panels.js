// What is seen beside the steps: findings by weight, the dose, the arms side by side.
import { fill, h } from "./dom.js";
import { finding } from "./field.js";
import { askWaiver } from "./records.js";
import { roleInWords, W } from "./words.js";

const WEIGHTS = ["error", "warning", "note"];

/** Return how many findings there are of each weight. */
export function counts(found) {
  const open = found.findings.filter((one) => !one.waiver);
  return WEIGHTS.map((weight) => open.filter((one) => one.severity === weight).length);
}

/** Show all findings, errors first; each leads to its field and to its place in the text. */
export function showFindings(element, found, page, served) {
  const open = found.findings.filter((one) => !one.waiver);
  const waived = found.findings.filter((one) => one.waiver);
  const skipped = new Set(found.not_evaluated.map((one) => one.code)).size;
  fill(
    element,
    WEIGHTS.map((weight) => group(W.severities[weight], open.filter((one) => one.severity === weight), page)),
    open.length ? null : h("p", {}, W.noFinding),
    waived.length ? h("details", {}, h("summary", {}, `${W.waived} (${waived.length})`), group("", waived, page)) : null,
    h("p", { class: "quiet" }, W.checked(found.evaluated, skipped), " ", W.passes(found.would_pass.map((one) => W.profiles[one] ?? one))),
    served ? null : h("p", { class: "quiet" }, W.noPolicies),
    h("p", { class: "quiet" }, W.disclaimer),
  );
}

function group(title, findings, page) {
  if (!findings.length) return null;
  return h(
    "section",
    {},
    title && h("h2", { class: "small" }, `${title} (${findings.length})`),
    h("ul", { class: "found" }, findings.map((one) => item(one, page))),
  );
}

function item(one, page) {
  const made = finding(one, page);
  const buttons = [];
  if (page.stepOf(one.path)) buttons.push(link(W.goTo, () => page.goTo(one.path), `${W.goTo}: ${one.path}`));
  buttons.push(link(W.inText, () => page.inText(one), `${W.inText}: ${one.code}`));
  if (!one.waiver && page.waivable.has(one.code)) buttons.push(link(W.waive, () => askWaiver(page, one), `${W.waive}: ${one.code}`));
  const sources = one.sources.map((source) => [page.references[source.key] ?? source.key, source.pinpoint].filter(Boolean).join(", "));
  made.append(
    h("div", { class: "places" }, h("code", {}, one.path), " ", buttons.flatMap((made_) => [made_, " "])),
    sources.length ? h("details", { class: "sources" }, h("summary", {}, W.sources), h("p", {}, sources.join("; "))) : "",
  );
  return made;
}

const link = (words, onclick, label) => h("button", { type: "button", class: "link", onclick, "aria-label": label }, words);

/** Show the dose of each arm, of one in periods that of each period; above, what the periods add up to. */
export function showDose(element, view, page) {
  if (!view) return fill(element, h("p", {}, W.noDose));
  const arms = view.arms.filter((arm) => view.dose.some((one) => arm.name in one.arms));
  const whole = Object.entries(view.wholes).filter(([name]) => view.totals.some((one) => name in one.arms)).map(([name, label]) => ({ name, label }));
  const missing = [...new Set(view.dose.flatMap((one) => Object.values(one.arms).map((each) => each.key)).filter(Boolean))];
  return fill(
    element,
    whole.length ? [h("h2", { class: "small" }, W.totals), amounts(W.totals, whole, view.totals), h("h2", { class: "small" }, W.inPeriods)] : null,
    arms.map((arm) => h("p", {}, h("strong", {}, arm.label), ": ", view.lines[arm.name])),
    amounts(W.dose, arms, view.dose),
    missing.length ? h("p", { class: "quiet" }, `${W.missing}: `, missing.flatMap((key, n) => [n ? ", " : "", page.stepOf(key) ? link(key, () => page.goTo(key), `${W.goTo}: ${key}`) : key])) : null,
    h("p", { class: "quiet" }, view.of_dose),
  );
}

/** A table of amounts: a row for each quantity that somebody has, a column for each arm. */
function amounts(caption, arms, doses) {
  const known = doses.filter((one) => Object.values(one.arms).some((each) => each.text));
  const unit = (one) => (one.unit ? h("span", { class: "unit" }, ` (${one.unit})`) : "");
  const rows = known.map((one) => h("tr", {}, h("th", { scope: "row" }, one.label, unit(one)), arms.map((arm) => h("td", {}, amount(one.arms[arm.name])))));
  return h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption }, table(caption, ["", ...arms.map((arm) => arm.label)], rows));
}

const amount = (one) => (one?.text ? one.text : h("span", { class: "quiet" }, "–"));

/** Show what each arm gets, side by side; what differs is marked in words, too. */
export function showArms(element, view) {
  if (!view) return fill(element, h("p", {}, W.noDose));
  const rows = view.rows.map((row) =>
    h(
      "tr",
      { class: row.differs ? "differs" : null },
      h("th", { scope: "row" }, row.words, row.differs ? h("span", { class: "tag" }, W.differs) : ""),
      row.cells.map((cell) => h("td", {}, cell.text || h("span", { class: "quiet" }, "–"))),
    ),
  );
  return fill(
    element,
    h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": W.arms }, table(W.arms, ["", ...view.arms.map((arm) => `${arm.label} (${roleInWords(arm.role)})`)], rows)),
    view.courses.map((one) => h("p", {}, `${one.arms.join(", ")}: ${one.text}`)),
  );
}

export function table(caption, heads, rows) {
  return h(
    "table",
    {},
    h("caption", { class: "unseen" }, caption),
    h("thead", {}, h("tr", {}, heads.map((head) => (head ? h("th", { scope: "col" }, head) : h("td", {}))))),
    h("tbody", {}, rows),
  );
}
