// Bundles the page into the package (src/protocols/page/static). The same sources give the same bytes:
// tests/test_page_build.py builds it anew and compares.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const out = process.argv[2] ?? "../src/protocols/page/static";

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const { metafile } = await build({
  entryPoints: ["src/app.js", "src/worker.js", "src/sw.js", "src/app.css"],
  outdir: out,
  bundle: true,
  format: "esm",
  minify: true,
  target: ["es2022"],
  external: ["./pyodide/*"],
  metafile: true,
  logLevel: "warning",
});
for (const file of ["index.html", "icon.svg"]) copyFileSync(`src/${file}`, `${out}/${file}`);
writeFileSync(`${out}/licences.txt`, licences(Object.keys(metafile.inputs)));

/** Return the licences of the packages that the bundle holds, and what is said of the engine's. */
function licences(inputs) {
  const packages = new Set(inputs.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));
  const parts = [...packages].sort().map((name) => {
    const { license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
    const file = ["LICENSE", "LICENSE.md", "LICENSE.txt"].map((one) => `node_modules/${name}/${one}`).find(existsSync);
    return `${name}: ${license}\n\n${file ? readFileSync(file, "utf8").trim() : ""}\n`;
  });
  parts.push("pyodide, which a built page has in its folder pyodide: MPL-2.0; its source is pyodide/pyodide on GitHub.\n");
  parts.push("The packages of Python in engine.zip have their licences beside them, in NAME.dist-info.\n");
  return `This page is bundled with:\n\n${parts.join("\n----\n\n")}`;
}
