// The ear to click: each site is a box that is ticked; arrow keys move between them.
import { fill, h, s } from "./dom.js";
import { effective, layersOf, stimulated } from "./values.js";
import { W } from "./words.js";

/** Make the ear for all arms, an arm or a period. page: get(), set(path, value), unset(path). */
export function ear(shapes, scope, page) {
  const path = [...scope.path, "stimulation", "sites"];
  const words = new Map(shapes.sites.map((one) => [one.term, one.words]));
  const parts = new Map(shapes.sites.map((one) => [one.term, one.parts]));
  const marks = new Map();
  const title = { auricle: h("p", { class: "name" }), body: h("p", { class: "name" }, W.ear.body) };
  const said = h("p", { "aria-live": "polite" });
  const pointed = h("p", { class: "pointed", "aria-hidden": "true" }, W.ear.none);
  const figures = Object.entries(shapes.figures).map(([name, figure]) => {
    const sites = shapes.sites.filter((one) => one.figure === name && one.shape);
    // Smaller regions lie over larger ones, as the drawing is read from the outside in.
    const regions = sites.map((one) => {
      const tip = s("title", {}, document.createTextNode(one.words));
      const mark = s("path", { d: one.shape, class: "site", role: "checkbox", tabindex: "-1", "aria-checked": "false", "aria-label": one.words, "data-site": one.term, onpointerenter: () => point(one.term), onpointerleave: () => point(""), onfocus: () => point(one.term), onblur: () => point(""), onclick: () => toggle(one.term), onkeydown: (event) => key(event, one.term) }, tip);
      marks.set(one.term, mark);
      return mark;
    });
    const box = figure.box.join(" ");
    const picture = s(
      "svg",
      { viewBox: box, class: name, role: "group", "aria-label": name === "body" ? W.ear.body : W.ear.left },
      s("path", { d: figure.outline, class: "skin" }),
      ...regions,
      ...figure.contours.map(([d, width]) => s("path", { d, class: "contour", "stroke-width": width })),
    );
    return h("figure", { class: name }, title[name], picture);
  });
  const order = [...marks.keys()];
  marks.get(order[0])?.setAttribute("tabindex", "0");

  /** Say which site the pointer or the keyboard is on. */
  function point(term) {
    pointed.textContent = term ? marks.get(term).getAttribute("aria-label") : W.ear.none;
  }

  function chosen() {
    const { data } = page.get();
    const found = effective(data ?? {}, layersOf(scope), ["stimulation", "sites"]);
    return Array.isArray(found) ? found : [];
  }

  function toggle(term) {
    const now = chosen();
    const holder = now.find((one) => parts.get(one)?.includes(term));
    let next;
    if (now.includes(term)) next = now.filter((one) => one !== term);
    else if (holder) next = now.flatMap((one) => (one === holder ? parts.get(holder).filter((part) => part !== term) : [one]));
    else next = [...now, term];
    focus(term);
    if (next.length) page.set(path, next);
    else page.unset(path);
  }

  function focus(term) {
    for (const mark of marks.values()) mark.setAttribute("tabindex", "-1");
    marks.get(term).setAttribute("tabindex", "0");
    marks.get(term).focus({ preventScroll: true });
  }

  function key(event, term) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step) focus(order[(order.indexOf(term) + step + order.length) % order.length]);
    else if (event.key === " " || event.key === "Enter") toggle(term);
    else return;
    event.preventDefault();
  }

  function show() {
    const { data } = page.get();
    const now = chosen();
    const on = new Set(now.flatMap((one) => (parts.get(one)?.length ? parts.get(one) : [one])));
    const others = new Map();
    for (const name of stimulated(data ?? {})) {
      const role = data.arms[name].role;
      for (const site of asList(effective(data, [{ path: ["arms", name] }, { path: [] }], ["stimulation", "sites"])))
        for (const part of parts.get(site)?.length ? parts.get(site) : [site]) others.set(part, [...(others.get(part) ?? []), [name, role]]);
    }
    for (const [term, mark] of marks) {
      mark.setAttribute("aria-checked", String(on.has(term)));
      const here = others.get(term) ?? [];
      mark.setAttribute("data-role", here.some(([, role]) => role !== "sham") ? "active" : here.length ? "sham" : "");
      const said_ = here.length ? `${words.get(term)} (${here.map(([name]) => name).join(", ")})` : words.get(term);
      mark.setAttribute("aria-label", said_);
      mark.querySelector("title").textContent = said_;
    }
    const side = effective(data ?? {}, layersOf(scope), ["stimulation", "side"]);
    title.auricle.textContent = { left: W.ear.left, right: W.ear.right, bilateral: W.ear.both, alternating: W.ear.both }[side] ?? W.ear.unknown;
    picture.classList.toggle("mirrored", side === "right");
    fill(said, W.ear.chosen(now.map((one) => words.get(one) ?? one)));
  }

  const picture = h("div", { class: "ear" }, h("p", { class: "help" }, W.ear.hint), h("div", { class: "figures" }, figures), pointed, said, legend());
  return { element: picture, show };
}

function legend() {
  return h(
    "p",
    { class: "legend" },
    ["chosen", "active", "sham"].map((one) => h("span", {}, h("span", { class: `swatch ${one}`, "aria-hidden": "true" }), W.ear.legend[one])),
  );
}

const asList = (value) => (Array.isArray(value) ? value : []);
