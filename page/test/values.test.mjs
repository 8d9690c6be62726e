import assert from "node:assert/strict";
import { test } from "node:test";
import { alike, at, dotted, effective, layersOf, linesOf, numberOf, numbersOf, steps, stimulated, typed } from "../src/values.js";

test("numbers and ranges are read as people write them", () => {
  const cases = [
    ["25", 25], [" 0.5 ", 0.5], ["-4", -4], ["−4", -4], ["25 Hz", 25], ["25hz", 25],
    ["20-25", { min: 20, max: 25 }], ["20 – 25 Hz", { min: 20, max: 25 }], ["20 to 25", { min: 20, max: 25 }],
    ["-4--2", { min: -4, max: -2 }], ["at least 5", { min: 5 }], ["≥5", { min: 5 }], ["at most 5", { max: 5 }], ["up to 5", { max: 5 }],
  ];
  for (const [words, value] of cases) assert.deepEqual(numberOf(words, "Hz", true), value, words);
});

test("what is no number stays the text that was typed, and no digit is lost", () => {
  for (const words of ["fast", "1,5", "1e3", "0x10", "Infinity", "NaN", "1.", ".5", "1 2", "20-", "12345678901234567890", "0.12345678901234567", "1-2-3"])
    assert.equal(numberOf(words, "Hz", true), words);
  assert.equal(numberOf("20-25", "", false), "20-25");
});

test("what is typed of a value is read as that value", () => {
  for (const value of [0, 25, -4, 0.5, { min: 20, max: 25 }, { min: 5 }, { max: 5 }, { min: -4, max: -2 }, { min: -4 }, { max: -4 }])
    assert.ok(alike(numberOf(typed(value), "", true), value), typed(value));
  assert.deepEqual(numbersOf("-4, 4; 16"), [-4, 4, 16]);
  assert.deepEqual(numbersOf("4, x"), [4, "x"]);
  assert.deepEqual(linesOf("a\n\n b \r\nc"), ["a", "b", "c"]);
});

test("paths are those of the findings", () => {
  for (const path of ["study.title", "arms.sham.stimulation.sites[0]", 'sources."stimulation.sites".cite', "waivers[1].rule"])
    assert.equal(dotted(steps(path)), path);
});

test("nothing is taken from what all objects have", () => {
  assert.equal(at({}, ["constructor"]), undefined);
  assert.equal(at({ a: "text" }, ["a", "length"]), undefined);
  assert.equal(at(null, ["a"]), undefined);
});

test("a period takes no length of the whole course", () => {
  const data = { schedule: { weeks: 8, session_min: 30 }, periods: { open: { schedule: {} } } };
  const layers = layersOf({ path: ["periods", "open"], under: [{ path: [], apart: ["weeks"] }] });
  assert.equal(effective(data, layers, ["schedule", "weeks"]), undefined);
  assert.equal(effective(data, layers, ["schedule", "session_min"]), 30);
});

test("an arm gets its own, and of nested tables all or nothing", () => {
  const data = {
    stimulation: { side: "left", intensity: { max_ma: 5, step_ma: 0.1 } },
    arms: { a: { role: "active", stimulation: { intensity: { max_ma: 2 } } }, n: { role: "no_stimulation" }, broken: 3 },
  };
  const layers = layersOf({ path: ["arms", "a"], under: [{ path: [], apart: [] }] });
  assert.equal(effective(data, layers, ["stimulation", "side"]), "left");
  assert.equal(effective(data, layers, ["stimulation", "intensity", "max_ma"]), 2);
  assert.equal(effective(data, layers, ["stimulation", "intensity", "step_ma"]), undefined);
  assert.deepEqual(stimulated(data), ["a"]);
  assert.deepEqual(stimulated({ arms: [] }), []);
});
