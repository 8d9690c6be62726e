"""Build the documentation as a site that fetches nothing from elsewhere: python tools/site.py [FOLDER]; default: dist/docs.

The pages are those of `docs/`. What they link to outside it is copied beside them; the gallery holds reports made here.
Needs the extra `docs`.
"""

import datetime
import re
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from protocols.check.engine import lint_document, load
from protocols.document.reading import read
from protocols.dossier import dossier
from protocols.dossier.html import as_html

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"(?<=\]\()(?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?(?=\))")
SHOWN = {
    "examples/complete-study.toml": "a complete study, made up but for its settings",
    "examples/migraine-two-arms.toml": "a protocol of two arms, with open points",
    "presets/studies/straube-2015.toml": "a record of a published trial, two frequencies",
    "presets/studies/zhang-2020.toml": "a record of a published trial with a sham",
}
ELSEWHERE = re.compile(r"https://(?:unpkg\.com|cdn\.jsdelivr\.net|api\.github\.com)/")
DAY = datetime.date(2026, 1, 1)
"""The date on the reports of the gallery, so that they stay the same."""
CONFIG = """\
[project]
site_name = "tavns-protocols"
site_description = "Draft and check stimulation protocols of transcutaneous auricular vagus nerve stimulation."
docs_dir = "docs"
site_dir = "site"
use_directory_urls = false
nav = [
  { "Start" = "index.md" },
  { "For clinicians" = "clinicians.md" },
  { "For engineers" = "engineers.md" },
  { "Using it" = ["new.md", "format.md", "show.md", "report.md", "methods.md", "compare.md", "diff.md", "fixes.md", "editor.md", "notebook.md"] },
  { "Gallery of reports" = "gallery.md" },
  { "Rule book" = "rules/index.md" },
  { "Keys of the format" = "keys.md" },
  { "Evidence" = ["evidence.md", "devices.md", "references.md"] },
  { "In teams and programs" = ["configuration.md", "policies.md", "ci.md", "outputs.md", "authoring.md", "performance.md", "architecture.md"] },
]
[project.theme]
font = false
features = ["navigation.sections", "navigation.top", "content.code.copy"]
[[project.theme.palette]]
media = "(prefers-color-scheme: light)"
scheme = "default"
[[project.theme.palette]]
media = "(prefers-color-scheme: dark)"
scheme = "slate"
[project.plugins.search]
"""


def stage(folder: Path) -> None:
    """Lay out in a folder what the site is built from."""
    pages = folder / "docs"
    shutil.copytree(ROOT / "docs", pages)
    (folder / "zensical.toml").write_text(CONFIG, encoding="utf-8")
    _gallery(pages)
    done: set[Path] = set()
    while left := sorted(set(pages.rglob("*.md")) - done):
        for page in left:
            text = page.read_text(encoding="utf-8")
            page.write_text(LINK.sub(partial(_link, pages, page), text), encoding="utf-8")
            done.add(page)


def _link(pages: Path, page: Path, found: re.Match[str]) -> str:
    """Return a link of a page as the site has it; what it leads to outside the pages is copied beside them."""
    inner = page.relative_to(pages)
    at = ROOT / "docs" / inner if inner.parts[0] != "files" else ROOT / inner.relative_to("files")
    target = (at.parent / found[1]).resolve()
    if not target.exists() or not target.is_relative_to(ROOT):
        return found[0]
    if target.is_dir():
        target = _listed(pages, target)
    inside = target.is_relative_to(ROOT / "docs")
    path = target.relative_to(ROOT / "docs") if inside else Path("files") / target.relative_to(ROOT)
    if not inside and target.suffix != ".md":
        path = path.with_name(f"{path.name}.txt")  # a browser shows it, and does not save it
    if target.exists() and not (pages / path).exists():
        (pages / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(target, pages / path)
    ups = "../" * (len(inner.parts) - 1)
    return f"{ups}{path.as_posix()}{found[2] or ''}"


def _listed(pages: Path, folder: Path) -> Path:
    """Return the page of a folder; where it has none, one that lists its files is written, as if it were there."""
    page = folder / "README.md"
    if not page.exists():
        inside = folder.relative_to(ROOT)
        made = pages / "files" / inside / "README.md"
        made.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"- [{one.name}]({one.name})" for one in sorted(folder.iterdir()) if one.is_file()]
        made.write_text("\n".join([f"# {inside.as_posix()}", "", *lines]) + "\n", encoding="utf-8")
    return page


def _gallery(pages: Path) -> None:
    """Write the reports, and the page that lists them."""
    (pages / "gallery").mkdir()
    lines = [
        "# Gallery of reports",
        "",
        "Each is one file, as `tavns report` writes it ([report.md](report.md)).",
        "",
    ]
    for name, words in SHOWN.items():
        document = read((ROOT / name).read_bytes(), name)
        study = load(ROOT / name)
        report = Path("gallery") / f"{Path(name).stem}.html"
        page = as_html(dossier(document, study, lint_document(document), DAY))
        (pages / report).write_text(page, encoding="utf-8")
        title = " ".join(study.about.title.split())
        lines.append(f"- [{title}]({report.as_posix()}): {words}; [the file](../{name})")
    (pages / "gallery.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _keep_home(site: Path) -> None:
    """Let what the theme would fetch from elsewhere, for features that no page uses, lead nowhere."""
    for script in site.rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        script.write_text(ELSEWHERE.sub("about:blank?", text), encoding="utf-8")


def main() -> int:
    """Build the site into a folder, which is replaced."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "dist" / "docs")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        stage(folder)
        command = [str(Path(sys.executable).parent / "zensical"), "build", "--clean", "--strict"]
        run = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
        print(run.stdout, run.stderr, sep="", end="")
        if run.returncode == 0:
            _keep_home(folder / "site")
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(folder / "site", target)
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
