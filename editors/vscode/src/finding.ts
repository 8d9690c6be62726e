/** Where the command `tavns` may be, and what to say where it is not. No part of VS Code is used here. */

export interface Surroundings {
  /** The setting `tavns.path`; "" where there is none. */
  readonly setting: string;
  /** The folders that are open; none of them counts where they are not trusted. */
  readonly folders: readonly string[];
  readonly trusted: boolean;
  readonly windows: boolean;
  /** The folders of the variable PATH. */
  readonly path: readonly string[];
}

/** The environments that people keep beside their studies. */
const ENVIRONMENTS = [".venv", "venv", "env"];

/** Every place where the command may be, the likeliest first. */
export function candidates(around: Surroundings): string[] {
  const own = around.trusted ? around.folders.flatMap((folder) => ofFolder(folder, around.windows)) : [];
  const said = around.setting ? [around.setting] : [];
  const name = around.windows ? "tavns.exe" : "tavns";
  return [...said, ...own, ...around.path.map((folder) => joined(around.windows, folder, name))];
}

/** The first of some places where something is; none where nothing is anywhere. */
export function found(places: readonly string[], exists: (place: string) => boolean): string | undefined {
  return places.find(exists);
}

/** What to type in a terminal where the command is missing. */
export function howToInstall(windows: boolean): string {
  return `${windows ? "py" : "python3"} -m pip install "tavns-protocols[editor]"`;
}

function ofFolder(folder: string, windows: boolean): string[] {
  const inner = windows ? ["Scripts", "tavns.exe"] : ["bin", "tavns"];
  return ENVIRONMENTS.map((name) => joined(windows, folder, name, ...inner));
}

function joined(windows: boolean, ...parts: string[]): string {
  const sign = windows ? "\\" : "/";
  return parts.map((part, at) => (at < parts.length - 1 ? part.replace(/[\\/]+$/, "") : part)).join(sign);
}
