"""The page in the package is what its sources make, byte for byte; it names no other host, and all its words are in one place."""

import re
from pathlib import Path

import pytest

import page_site

STATIC = page_site.ROOT / "src" / "protocols" / "page" / "static"
SOURCES = page_site.HERE / "src"
FILES = {"app.css", "app.js", "icon.svg", "index.html", "licences.txt", "sw.js", "worker.js"}


def test_the_package_holds_the_page() -> None:
    assert {path.name for path in STATIC.iterdir()} == FILES
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    assert html.count("<!--server-->") == 1
    assert "unsafe-inline" not in html
    assert "unsafe-eval'" not in html.replace("'wasm-unsafe-eval'", "")


@pytest.mark.skipif(
    not page_site.IS_SET_UP, reason="needs npm, and what the page is made with: npm ci in page"
)
def test_the_page_in_the_package_is_what_its_sources_make(tmp_path: Path) -> None:
    page_site.bundled(tmp_path / "static")
    for name in FILES:
        same = (tmp_path / "static" / name).read_bytes() == (STATIC / name).read_bytes()
        assert same, f"{name} is not what the sources make: npm run build in page"


def test_the_page_asks_nothing_of_another_host() -> None:
    for path in SOURCES.iterdir():
        addresses = set(re.findall(r"https?://[^\s\"'`)>]+", path.read_text(encoding="utf-8")))
        assert addresses <= {"http://www.w3.org/2000/svg"}, path.name


def test_the_page_never_takes_text_for_markup() -> None:
    for path in SOURCES.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", source
        ), path


def test_all_words_are_in_one_place() -> None:
    """A sentence in quotes elsewhere would be missed by a translation."""
    for path in SOURCES.glob("*.js"):
        if path.name in ("words.js", "sw.js", "worker.js"):
            continue
        source = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"))
        shown = re.findall(r'h\("[\w-]+", \{[^{}]*\}, "([A-Za-z][^"]*)"', source)
        assert shown == [], path.name
