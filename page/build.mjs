// Bundles the page into the package (src/protocols/page/static). The same sources give the same bytes:
// tests/test_page_build.py builds it anew and compares.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const out = process.argv[2] ?? "../src/protocols/page/static";

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  entryPoints: ["src/app.js", "src/worker.js", "src/sw.js", "src/app.css"],
  outdir: out,
  bundle: true,
  format: "esm",
  minify: true,
  target: ["es2022"],
  external: ["./pyodide/*"],
  legalComments: "eof",
  logLevel: "warning",
});
for (const file of ["index.html", "icon.svg"]) copyFileSync(`src/${file}`, `${out}/${file}`);
