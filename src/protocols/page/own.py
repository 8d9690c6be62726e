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
from protocols.dossier.forms import content
from protocols.dossier.html import PAPERS, as_html
from protocols.lib.errors import AuthoringError, ConfigurationError
from protocols.lib.names import stem_of
from protocols.page.files import OpenFile

TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The forms of a report, as `dossier.forms` has them, and what a browser calls each."""


class Made(NamedTuple):
    """A report as a file: its content, what a browser calls it, and a name for it."""

    content: bytes
    type: str
    name: str


Work = Callable[[], Made]


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

    def report_to_write(self, text: str, form: str, profile: str | None = None, paper: str = "a4") -> Work:
        """Return what makes the report of a text as a file of a form, which may take long: html, md, pdf or docx.

        Raises AuthoringError where the text is no protocol, and for a form or a paper that there is none of.
        """
        _one_of("form", form, TYPES)
        _one_of("paper", paper, PAPERS)
        made = self._dossier(text, profile)

        def work() -> Made:
            whole = content(made, form, paper)
            written = whole.encode("utf-8") if isinstance(whole, str) else whole
            return Made(written, TYPES[form], f"{stem_of(self.file.path)}-report.{form}")

        return work

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
