// The parts of what all arms, or one, get, such as periods: add, rename, remove, and in which order they come.
import { fill, fresh, h } from "./dom.js";
import { alike, at, numberOf } from "./values.js";
import { asName, button } from "./widgets.js";
import { roleInWords, W } from "./words.js";

/** Make the list of a holder's parts, which is all arms or one arm. page: get(), scopes, edit(call, arguments), say(words). */
export function parts(kind, holder, page) {
  const element = h("div", { class: "named" });
  const table = [...holder.path, kind];
  const words = W.named[kind];
  const inTime = kind === "periods"; // their order is that of time, and each gives something for a while
  let shown = "";

  const list = () => page.scopes.filter((one) => one.table === kind && alike(one.within, holder.path));
  const data = () => page.get().data ?? {};
  const isOfAll = (name) => holder.path.length > 0 && at(data(), [kind, name]) !== undefined;

  function row({ name, path, under }, place, every) {
    const ofAll = isOfAll(name);
    const own = at(data(), path);
    const changed = ofAll && own && Object.keys(own).length > 0;
    const input = h("input", { value: name, "aria-label": words.of(name), class: "middle" });
    input.addEventListener("change", () => input.value !== name && page.rename(ofAll ? [kind, name] : path, asName(input.value)));
    const get = (key) => [path, ...under.map((one) => one.path).filter((one) => one.at(-2) === kind)].map((one) => at(data(), [...one, key])).find((one) => one !== undefined);
    const [gives, role] = [get("gives"), get("role")];
    const move = (by, said, off) => button(said, () => moveBy(path, name, by), { class: "link", "aria-label": `${said}: ${name}`, "data-move": `${name} ${by}`, disabled: off });
    // The order of periods of all arms is changed for all arms.
    const fixed = (other) => !other || (ofAll && isOfAll(other.name));
    return h(
      "li",
      {},
      h("span", { class: "quiet", "aria-hidden": "true" }, `${place + 1}.`),
      input,
      gives ? h("span", { class: "tag" }, words.given(gives)) : null,
      role ? h("span", { class: "tag" }, roleInWords(role)) : null,
      ofAll ? h("span", { class: "tag" }, changed ? words.changed : words.ofAll) : null,
      inTime ? [move(-1, words.earlier, fixed(every[place - 1])), move(1, words.later, fixed(every[place + 1]))] : null,
      ofAll ? (changed ? button(words.removeOwn(name), () => page.edit("as_all_arms", { path }), { class: "link" }) : null) : button(words.drop, () => page.drop(path), { class: "link", "aria-label": words.remove(name) }),
    );
  }

  async function moveBy(path, name, by) {
    await page.edit("move", { path, by });
    await page.checked; // the list is made anew
    const buttons = [...page.step.element.querySelectorAll("[data-move]")].filter((one) => !one.disabled);
    const same = (step) => buttons.find((one) => one.dataset.move === `${name} ${step}`);
    (same(by) ?? same(-by))?.focus();
  }

  function adding() {
    const name = h("input", { id: fresh("name"), class: "middle", autocomplete: "off" });
    const arms = Object.keys(data().arms ?? {}).filter((one) => one !== holder.path[1]);
    const options = inTime ? [["", words.asBefore], ...arms.map((one) => [one, words.given(one)]), ["/", words.nothing]] : []; // no arm is called /
    const given = h("select", { id: fresh("given") }, options.map(([value, said]) => h("option", { value }, said)));
    const weeks = h("input", { id: fresh("weeks"), class: "short", autocomplete: "off" });
    const add = async () => {
      const [said, made] = [name.value.trim(), asName(name.value)];
      if (page.scopes.some((one) => one.table === kind && one.name === made && (!holder.path.length || alike(one.within, holder.path)))) return page.say(words.taken(made));
      const values = given.value === "/" ? { role: "no_stimulation" } : given.value ? { gives: given.value } : {};
      if (said !== made) values.label = said; // a name with spaces is for readers
      if (weeks.value.trim()) values.schedule = { weeks: numberOf(weeks.value, "weeks", true) };
      await page.add([...table, made], values);
      await page.checked;
      page.step.element.querySelector(".named .add input")?.focus();
    };
    const asked = (label, input, hint) => h("div", {}, h("label", { for: input.id }, label), input, hint ? h("p", { class: "help" }, hint) : null);
    return h("div", { class: "add" }, asked(words.name, name, words.nameHint), inTime ? [asked(words.gives, given), asked(words.weeks, weeks)] : null, button(words.add, add));
  }

  /** The ready ways to begin, where there is no period of any arm yet. */
  function ways() {
    const begin = async (way) => {
      if (!(await page.edit("in_periods", { way }))) return;
      await page.checked;
      page.say(words.began[way]);
    };
    const arms = Object.values(data().arms ?? {});
    const fits = arms.length === 2 && arms.every((one) => one?.role !== "no_stimulation");
    return h("p", { class: "begin" }, `${words.begin} `, Object.entries(words.ways).map(([way, said]) => button(said, () => begin(way), { disabled: way === "crossover" && !fits })));
  }

  return {
    element,
    show() {
      const found = list();
      // What is typed in a field of a part makes no new list, in which a name may be half written.
      const told = (path) => [at(data(), [...path, "gives"]), at(data(), [...path, "role"]), Object.keys(at(data(), path) ?? {}).length > 0];
      const now = JSON.stringify([found, found.map((one) => [told(one.path), told([kind, one.name])]), Object.keys(data().arms ?? {})]);
      if (now === shown) return;
      shown = now;
      const none = h("p", {}, words.none);
      fill(element, found.length ? [h("h2", {}, words.names), h("ol", {}, found.map(row))] : none, inTime && !page.scopes.some((one) => one.table === kind) ? ways() : null, adding());
    },
  };
}
