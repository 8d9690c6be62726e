"""The calls that go by the open file: its findings and its report, under the configuration and the policies of its folder."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, Final, NamedTuple

from protocols import authoring
from protocols.authoring.changing import study_of
from protocols.check.configuration.choosing import configured
from protocols.check.configuration.config import PROFILES, Config
from protocols.check.engine import lint_document
from protocols.document.reading import read
from protocols.dossier import Dossier, dossier
from protocols.dossier.html import PAPERS, as_html
from protocols.dossier.markdown import as_markdown
from protocols.lib.errors import AuthoringError, ConfigurationError
from protocols.lib.names import stem_of
from protocols.page.files import OpenFile

TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The forms of a report, and what a browser calls each."""
EXTRA: Final = {"pdf": "a PDF", "docx": "a document of Word"}
"""The forms that need an extra of the same name."""


class Made(NamedTuple):
    """A report as a file: its content, what a browser calls it, and a name for it."""

    content: bytes
    type: str
    name: str


class Own:
    """What is asked about a text as if it stood in the open file. Its configuration is read anew each time."""

    def __init__(self, file: OpenFile) -> None:
        self.file = file
        self.calls: Mapping[str, Callable[..., Any]] = {"findings": self.findings, "report": self.report}

    def findings(self, text: str, profile: str | None = None, name: str = "") -> dict[str, Any]:  # noqa: ARG002 - the file has its own
        """Return what `tavns check` finds in the open file with this text; profile wins over the configured one."""
        with _in_a_sentence():
            return authoring.check(text, self.file.shown, self._config(profile))

    def report(self, text: str, profile: str | None = None, name: str = "") -> str:  # noqa: ARG002 - the file has its own
        """Return the report of a text as a page of HTML."""
        return as_html(self._dossier(text, profile))

    def written(self, text: str, form: str, profile: str | None = None, paper: str = "a4") -> Made:
        """Return the report of a text as a file of a form: html, md, pdf or docx.

        Raises AuthoringError where the text is no protocol, and for what is not there: a form, a paper, an extra.
        """
        _one_of("form", form, TYPES)
        _one_of("paper", paper, PAPERS)
        made = _content(self._dossier(text, profile), form, paper)
        return Made(made, TYPES[form], f"{stem_of(self.file.path)}-report.{form}")

    def _dossier(self, text: str, profile: str | None) -> Dossier:
        study, document = study_of(text), read(text, self.file.shown)
        with _in_a_sentence():
            config = self._config(profile)
            report = lint_document(document, config)
        return dossier(document, study.against(config.evidence), report, config.today)

    def _config(self, profile: str | None) -> Config:
        if profile is not None:
            _one_of("profile", profile, PROFILES)
        return configured(profile=profile, today=date.today())(self.file.shown)


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    """Say as any other trouble that a configuration or a policy cannot be used."""
    try:
        yield
    except ConfigurationError as error:
        raise AuthoringError(str(error)) from None


def _one_of(what: str, word: str, words: Collection[str]) -> None:
    if word not in words:
        raise AuthoringError(f"there is no {what} {word}; there are {', '.join(words)}")


def _content(made: Dossier, form: str, paper: str) -> bytes:
    try:
        if form == "pdf":
            from protocols.dossier.pdf import as_pdf  # noqa: PLC0415 - an extra

            return as_pdf(made, paper)
        if form == "docx":
            from protocols.dossier.docx import as_docx  # noqa: PLC0415 - an extra

            return as_docx(made, paper)
    except (ImportError, OSError):  # the library, or what it needs of the system, is not there
        raise AuthoringError(f"{EXTRA[form]} needs: pip install 'tavns-protocols[{form}]'") from None
    return (as_markdown(made) if form == "md" else as_html(made, paper)).encode("utf-8")
