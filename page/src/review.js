// The last step: what is still open, and what is made of the protocol.
import { fill, h, save } from "./dom.js";
import { addressOf } from "./address.js";
import { served, servedReport } from "./engine.js";
import { finding } from "./field.js";
import { W } from "./words.js";

const NAME = /\.toml$/i;

export function review(page) {
  const open = h("div");
  const purposes = h("ul", { class: "purposes", "aria-label": W.review.purposes });
  const made = h("div", { class: "made" });
  const button = (words, onclick) => h("button", { type: "button", onclick }, words);
  const base = () => page.get().name.replace(NAME, "") || "protocol";

  const guarded = (make) => async () => {
    try {
      await make();
    } catch (error) {
      page.say(error.message);
    }
  };

  async function words(style, title) {
    const told = await page.call("methods", { text: page.get().text, style });
    const box = h("textarea", { readonly: true, rows: 16, "aria-label": title, value: told.text });
    fill(
      made,
      h("h3", {}, title),
      told.for_the_team ? h("p", { class: "banner" }, told.for_the_team) : null,
      box,
      h("p", {}, button(W.review.saveText, () => save(`${base()}-${style}.txt`, told.text, "text/plain")), " ", button(W.review.close, () => fill(made))),
    );
    box.focus();
  }

  async function report() {
    const { text, name } = page.get();
    save(`${base()}.html`, await page.call("report", { text, name, ...page.purpose() }), "text/html");
  }

  const reportAs = (form) => async () => {
    const blob = await servedReport(form, { text: page.get().text, ...page.purpose() });
    save(`${base()}.${form}`, blob, blob.type);
  };

  async function address() {
    const url = await addressOf(page.get().text);
    try {
      await navigator.clipboard.writeText(url);
      fill(made, h("p", { role: "status" }, W.review.copied));
    } catch {
      const box = h("textarea", { readonly: true, rows: 4, "aria-label": W.review.address, value: url });
      fill(made, h("p", { role: "status" }, W.review.copyFailed), box);
      box.select();
    }
  }

  const element = h(
    "div",
    { class: "review" },
    purposes,
    h("h2", {}, W.review.exports),
    h(
      "div",
      { class: "exports" },
      button(W.review.toml, () => save(page.get().name, page.get().text, "application/toml")),
      button(W.review.report, guarded(report)),
      served ? [button(W.review.pdf, guarded(reportAs("pdf"))), button(W.review.docx, guarded(reportAs("docx")))] : [],
      button(W.review.methods, guarded(() => words("paper", W.review.methods))),
      button(W.review.registry, guarded(() => words("registry", W.review.registry))),
      button(W.review.lay, guarded(() => words("lay", W.review.lay))),
      served ? [] : button(W.review.address, guarded(address)),
    ),
    made,
    h("h2", {}, W.review.open),
    h("p", {}, button(W.review.lacking, () => page.lacking())),
    open,
  );
  return {
    element,
    show() {
      const passed = page.found.would_pass;
      fill(purposes, Object.entries(W.profiles).map(([profile, words_]) => {
        const good = passed.includes(profile);
        return h("li", {}, h("button", { type: "button", class: good ? "good" : "bad", "aria-pressed": String(profile === (page.found.profile ?? page.profile)), onclick: () => page.setProfile(profile) }, W.review.purpose(words_.replace(/^an? /, "").replace(/^./, (one) => one.toUpperCase()), good)));
      }));
      const found = ["error", "warning", "note"].flatMap((weight) => page.get().findings.filter((one) => !one.waiver && one.severity === weight));
      const items = found.map((one) => {
        const item = finding(one, page);
        if (page.stepOf(one.path)) item.append(h("button", { type: "button", class: "link", onclick: () => page.goTo(one.path) }, W.goTo));
        return item;
      });
      fill(open, items.length ? h("ul", { class: "found" }, items) : h("p", {}, W.review.nothing));
    },
  };
}
