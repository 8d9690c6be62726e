/** Running the command for what is shown once: a report, a comparison, a list of presets. No part of VS Code is used here. */

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the command said where it did not do what it was asked for. */
export class CommandError extends Error {}

/** Run the command with some arguments; return its standard output, or throw what it said. */
export function run(command: string, args: readonly string[], folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, [...args], { cwd: folder, maxBuffer: 1 << 26, windowsHide: true }, (error, out, err) => {
      if (error) {
        reject(new CommandError(err.trim() || error.message));
      } else {
        resolve(out);
      }
    });
  });
}

/** The report of a file as one page of HTML. */
export async function reportOf(command: string, file: string, folder: string): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "tavns-"));
  try {
    const page = join(made, "report.html");
    await run(command, ["report", file, "--output", page], folder);
    return await readFile(page, "utf8");
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** A file beside another, or beside a preset or the trials of a condition, as one page of HTML. */
export function comparisonOf(command: string, file: string, other: Other, folder: string): Promise<string> {
  const args = other.kind === "file" ? [file, other.name] : [file, "--with", other.name];
  return run(command, ["compare", ...args, "--format", "html"], folder);
}

/** What a protocol is compared with. */
export interface Other {
  readonly kind: "file" | "preset";
  readonly name: string;
}
