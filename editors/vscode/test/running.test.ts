import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { comparisonOf, reportOf, run } from "../src/running.ts";

const command = process.env["TAVNS"] ?? "tavns";
const PLAN = 'format = 1\n[study]\ntitle = "A plan"\ncondition = "migraine"\n[stimulation]\nfrequency_hz = 25\n[arms.a]\nrole = "active"\n';

function folder(text: string): [string, string] {
  const made = mkdtempSync(join(tmpdir(), "tavns-test-"));
  const file = join(made, "study.tavns.toml");
  writeFileSync(file, text);
  return [made, file];
}

test("a report and a comparison are pages of the file", async () => {
  const [made, file] = folder(PLAN);
  assert.match(await reportOf(command, file, made), /<title>A plan: protocol report<\/title>/);
  const page = await comparisonOf(command, file, { kind: "preset", name: "straube-2015" }, made);
  assert.match(page, /Straube 2015/);
  const other = await comparisonOf(command, file, { kind: "file", name: file }, made).catch(String);
  assert.match(other, /A plan|twice/);
});

test("what the command says is the error", async () => {
  const [made, file] = folder("nothing = 1\n");
  await assert.rejects(reportOf(command, file, made), /tavns: /);
  await assert.rejects(run(join(made, "missing"), [], made), /ENOENT/);
});
