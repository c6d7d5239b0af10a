"""The folders of the languages, and all texts of one as a table: English text, translation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from simulator import paths
from simulator.scenario.translation import po

ORIGINAL = "en"
"""The language of the texts in the program; it needs no folder."""

FILES = ("program.po", "scenarios.po")


class Texts(dict[str, str]):
    """Translations by the texts of the program. What is not translated stays as it is written there."""

    def __init__(self, said: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(said)
        self.forms: dict[str, tuple[str, ...]] = {}
        self.form_of: Callable[[int], int] = _english_form

    def __missing__(self, text: str) -> str:
        return text

    def counted(self, one: str, many: str, count: int) -> str:
        """The form of a text that goes with a number."""
        forms = self.forms.get(many)
        if forms is None:
            return self[one if count == 1 else many]
        return forms[min(self.form_of(count), len(forms) - 1)]


def _english_form(count: int) -> int:
    return 0 if count == 1 else 1


def root() -> Path:
    """Where the folders of the languages lie."""
    return paths.assets() / "translations"


def languages() -> tuple[str, ...]:
    """The codes of all languages, English first."""
    found = sorted(path.parent.name for path in root().glob(f"*/{FILES[0]}"))
    return (ORIGINAL, *(code for code in found if code != ORIGINAL))


def texts(code: str) -> Texts:
    """All texts of a language but those of lessons; none for English."""
    known = Texts()
    if code == ORIGINAL:
        return known
    for name in FILES:
        try:
            entries = po.read((root() / code / name).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue  # what is missing or damaged stays English; the tests see to it that nothing shipped is
        for entry in entries:
            if not entry.text or not entry.is_done:
                continue
            if entry.plural:
                known.forms[entry.plural] = entry.said
            else:
                known[entry.text] = entry.said[0]
        if known.forms and "Plural-Forms" in (head := po.header(entries)):
            known.form_of = _rule(head["Plural-Forms"])
    return known


def _rule(declared: str) -> Callable[[int], int]:
    """The plural rule of a language, as gettext writes it: nplurals=2; plural=(n != 1);"""
    from gettext import c2py

    return c2py(declared.partition("plural=")[2].rstrip(" ;") or "n != 1")
