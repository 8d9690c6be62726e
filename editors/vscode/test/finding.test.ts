import assert from "node:assert/strict";
import { test } from "node:test";
import { candidates, found, howToInstall } from "../src/finding.ts";

const around = { setting: "", folders: ["/study"], trusted: true, windows: false, path: ["/usr/bin/"] };

test("the folder's environment comes before the path", () => {
  const places = candidates(around);
  assert.equal(places[0], "/study/.venv/bin/tavns");
  assert.equal(places.at(-1), "/usr/bin/tavns");
  assert.equal(found(places, (place) => place.startsWith("/usr")), "/usr/bin/tavns");
  assert.equal(found(places, () => false), undefined);
});

test("what is set comes first", () => {
  assert.equal(candidates({ ...around, setting: "/opt/tavns" })[0], "/opt/tavns");
});

test("nothing is taken from a folder that is not trusted", () => {
  assert.deepEqual(candidates({ ...around, trusted: false }), ["/usr/bin/tavns"]);
});

test("Windows has other names", () => {
  const places = candidates({ ...around, folders: ["C:\\study\\"], windows: true, path: ["C:\\bin"] });
  assert.equal(places[0], "C:\\study\\.venv\\Scripts\\tavns.exe");
  assert.equal(places.at(-1), "C:\\bin\\tavns.exe");
  assert.match(howToInstall(true), /^py -m pip/);
});
