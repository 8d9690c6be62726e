// What people type as values of the format, and back. What is no value stays the text it is: the check then says what is wrong.

const NUMBER = /^[-−]?\d+(?:\.\d+)?$/;
const RANGE = /^([-−]?\d+(?:\.\d+)?)\s*(?:-|–|to)\s*([-−]?\d+(?:\.\d+)?)$/;
const LEAST = /^(?:at least|from|≥|>=)\s*([-−]?\d+(?:\.\d+)?)$/i;
const MOST = /^(?:at most|up to|≤|<=)\s*([-−]?\d+(?:\.\d+)?)$/i;

const number = (text) => Number(text.replace("−", "-"));

/** Return the number, the range, or the text that somebody typed; sign is the unit, which may stand behind it. */
export function numberOf(typed, sign, ranged) {
  let text = typed.trim();
  if (sign && text.toLowerCase().endsWith(sign.toLowerCase())) text = text.slice(0, -sign.length).trim();
  if (NUMBER.test(text) && exact(text)) return number(text);
  if (ranged) {
    const both = RANGE.exec(text);
    if (both && exact(both[1]) && exact(both[2])) return { min: number(both[1]), max: number(both[2]) };
    const [least, most] = [LEAST.exec(text), MOST.exec(text)];
    if (least) return { min: number(least[1]) };
    if (most) return { max: number(most[1]) };
  }
  return typed.trim();
}

// A number of more digits than a computer keeps would become another one.
const exact = (text) => text.replace(/\D/g, "").length <= 15;

export function numbersOf(typed) {
  return typed
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => numberOf(part, "", false));
}

export const linesOf = (typed) => typed.split("\n").map((line) => line.trim()).filter(Boolean);

/** Return a value as somebody would type it. */
export function typed(value) {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(typed).join(", ");
  if (typeof value === "object") {
    const { min, max } = value;
    if (Object.keys(value).some((key) => key !== "min" && key !== "max")) return JSON.stringify(value);
    if (min === undefined) return max === undefined ? "" : `at most ${max}`;
    return max === undefined ? `at least ${min}` : `${min}-${max}`;
  }
  return String(value);
}

export const alike = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** Return what data hold at a path. */
export function at(data, path) {
  let here = data;
  for (const step of path) {
    if (here === null || typeof here !== "object" || !Object.hasOwn(here, step)) return undefined;
    here = here[step];
  }
  return here;
}

/** Return a key path as findings print it. */
export function dotted(path) {
  return path.map((step) => (typeof step === "number" ? `[${step}]` : /^[\w-]+$/.test(step) ? step : `"${step}"`)).join(".").replaceAll(".[", "[");
}

const STEP = /"((?:[^"\\]|\\.)*)"|\[(\d+)\]|([^."[\]]+)/g;
export const steps = (path) => [...path.matchAll(STEP)].map(([, quoted, index, plain]) => (index !== undefined ? Number(index) : (quoted ?? plain)));

export const SHARED = ["stimulation", "schedule", "electrode", "device"];
/** The tables in which all arms, or one, say what differs in a part of what they get. */
export const PARTS = ["periods", "channels"];
/** The lists of tables of which the page asks each entry. */
export const LISTS = ["waivers", "amendments"];
export const NAMED = ["arms", "outcomes", ...PARTS];
const NESTED = ["intensity", "burst", "gating", "limits"];

/** Return what is had at a shared path: of the first holder that writes it; nested tables are a holder's own as a whole. */
export function effective(data, layers, path) {
  const layer = writing(data, layers, path);
  return layer && at(data, [...layer.path, ...path]);
}

/** Return the first holder that writes a setting, or the nested table that it is in. */
export function writing(data, layers, path) {
  const whole = NESTED.includes(path[1]) ? path.slice(0, 2) : path;
  const counts = (layer) => path[0] !== "schedule" || !layer.apart?.includes(path[1]);
  return layers.find((layer) => counts(layer) && at(data, [...layer.path, ...whole]) !== undefined);
}

/** Return the holders whose settings somebody has: the scope itself, then those that it goes over. */
export const layersOf = (scope) => [{ path: scope.path }, ...scope.under];

/** Return the arms that are stimulated. */
export function stimulated(data) {
  const arms = data?.arms && typeof data.arms === "object" && !Array.isArray(data.arms) ? data.arms : {};
  return Object.keys(arms).filter((name) => arms[name] && typeof arms[name] === "object" && arms[name].role !== "no_stimulation");
}
