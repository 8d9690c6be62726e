import assert from "node:assert/strict";
import { test } from "node:test";
import { between, lineEnd, lineStarts, merged, toUnits } from "../src/places.js";

// A generator of its own, so that a failure comes again.
function random(seed) {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
}

function text(pick) {
  return Array.from({ length: pick(8) }, () => ["a", "b", "", "x = 1"][pick(4)] + ["\n", "\n", "\r\n"][pick(3)]).join("") + ["", "end"][pick(2)];
}

function changed(base, pick) {
  const lines = base.match(/[^\n]*\n|[^\n]+/g) ?? [];
  lines.splice(pick(lines.length + 1), pick(3), ...Array.from({ length: pick(3) }, () => `new${pick(1000)}\n`));
  return lines.join("");
}

test("what is between two texts makes the one of the other", () => {
  for (let seed = 1; seed < 3000; seed++) {
    const pick = random(seed);
    const [old, now] = [text(pick), text(pick)];
    const made = between(old, now);
    assert.equal(old.slice(0, made.from) + made.text + old.slice(made.to), now);
  }
});

test("of two changes of one text nothing is lost, or nothing is merged", () => {
  let merges = 0;
  for (let seed = 1; seed < 5000; seed++) {
    const pick = random(seed);
    const base = text(pick);
    const [mine, theirs] = [changed(base, pick), changed(base, pick)];
    const both = merged(base, mine, theirs);
    assert.equal(both, merged(base, theirs, mine));
    if (both === null) continue;
    merges++;
    // What is new on either side is in it.
    for (const side of [mine, theirs]) {
      for (const line of side.match(/new\d+\n/g) ?? []) assert.ok(both.includes(line), JSON.stringify([base, mine, theirs, both]));
    }
    if (theirs === base) assert.equal(both, mine);
    if (mine === base) assert.equal(both, theirs);
    if (mine === theirs) assert.equal(both, mine);
  }
  assert.ok(merges > 500);
});

test("the same lines are not merged", () => {
  assert.equal(merged("a\nb\nc\n", "a\nB\nc\n", "a\nβ\nc\n"), null);
  assert.equal(merged("a\nb\nc\n", "a\nb\nmine\nc\n", "a\nb\ntheirs\nc\n"), null);
  assert.equal(merged("a\nb\nc\nd\n", "A\nb\nc\nd\n", "a\nb\nc\nD\n"), "A\nb\nc\nD\n");
  assert.equal(merged("", "mine\n", "theirs\n"), null);
});

test("places count code points in the engine and units in the browser", () => {
  assert.equal(toUnits("a😀b", 2), 3);
  assert.equal(toUnits("ab", 9), 2);
  assert.deepEqual(lineStarts("a\r\nb\nc\rd"), [0, 3, 5, 7]);
  assert.equal(lineEnd("a\r\nb\r\n"), "\r\n");
  assert.equal(lineEnd("a\nb\r\n"), "\n");
  assert.equal(lineEnd(""), "\n");
});
