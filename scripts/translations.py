"""Keeps assets/translations in step with the program: `make translations` after strings have changed.

New texts come in untranslated, texts that are gone go, what is translated stays. `--check` changes nothing and says
whether something would; `--todo de` prints what waits for translation; `--new fr` begins a language. Lessons are edited
by hand: `--lessons de` lists the parts whose English has changed, `--lessons de --seen` notes that all were looked at.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.engine import blame
from simulator.engine import idle as engine_idle
from simulator.engine.overrides import MECHANISMS
from simulator.engine.parameters import TABLE
from simulator.learner import idle as learner_idle
from simulator.learner.settings import SETTINGS, SIZES
from simulator.learner.tasks.diagnosis import ANSWERS, NODES
from simulator.scenario import code, codec, library
from simulator.scenario.lesson.course import COURSES
from simulator.scenario.lesson.records import TEACHER
from simulator.scenario.translation import po
from simulator.scenario.translation.folder import FILES, ORIGINAL, languages, root
from simulator.scenario.translation.lesson import SEEN, changed, originals

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "simulator"
COLUMNS = ("label", "help", "reading", "unit", "source", "off_words", "ideal_words")
"""Columns of the parameter table that are said on screen."""

TABLES: tuple[tuple[str, Iterable[str]], ...] = (
    ("learner/settings.py", [sizes.unit for sizes in SIZES.values()]),
    ("engine/overrides.py", MECHANISMS),
    ("engine/idle.py", [sentence for _, sentence in engine_idle.RULES.values()]),
    ("learner/idle.py", [sentence for rules in learner_idle.RULES.values() for _, sentence in rules]),
    ("learner/tasks/diagnosis.py", (*NODES, *ANSWERS)),
    ("engine/blame.py", blame.SENTENCES.values()),
    ("scenario/code.py", code.SENTENCES.values()),
    ("scenario/lesson/course.py", COURSES),
    ("scenario/lesson/records.py", TEACHER),
)
"""Texts in tables of the layers that know no screen; the interface translates them where it shows them."""

HEADER = (
    "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nLanguage: {code}\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """A text to be translated, where it stands, and its plural if it has one."""

    place: str
    line: int
    text: str
    plural: str = ""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a plain name or a method, with that name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def literal(node: ast.expr) -> str | None:
    """The text of a literal, None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def said_in(path: Path) -> Iterator[Message]:
    """The texts that one module marks or translates."""
    place = path.relative_to(ROOT).as_posix()
    for name, call in calls(ast.parse(path.read_text(encoding="utf-8"))):
        spoken = name in ("tr", "mark", "say") and isinstance(call.func, ast.Name)
        if spoken and call.args and (text := literal(call.args[0])):
            yield Message(place, call.lineno, text)
        elif name == "plural" and len(call.args) > 2:
            one, many = literal(call.args[0]), literal(call.args[1])
            if one and many:
                yield Message(place, call.lineno, one, many)


def program() -> Iterator[Message]:
    """Every text of the program: of its modules, and of the tables that hold texts."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from sorted(said_in(path), key=lambda one: one.line)
    for place, table in (("engine/parameters.py", TABLE), ("learner/settings.py", SETTINGS)):
        for row in table.values():
            for text in (*(getattr(row, column) for column in COLUMNS), *row.choices):
                if text:
                    yield Message(f"simulator/{place}", 0, text)
    for place, texts in TABLES:
        for text in texts:
            yield Message(f"simulator/{place}", 0, text)


def scenarios() -> Iterator[Message]:
    """Titles, notes and words of the bundled scenarios."""
    for slug in library.slugs():
        scenario = codec.read(library.path_of(slug))
        words = scenario.words
        texts = (scenario.title, scenario.notes, words.overseer, *(text for level in words.levels for text in level))
        for text in texts:
            if any(char.isalpha() for char in text):
                yield Message(f"scenarios/{slug}", 0, text)


SOURCES: dict[str, Callable[[], Iterator[Message]]] = dict(zip(FILES, (program, scenarios), strict=True))


def merged(old: list[po.Entry], messages: Iterator[Message], language: str) -> list[po.Entry]:
    """The entries of a file that says these messages, with the translations that there are."""
    known = {(entry.text, entry.plural): entry for entry in old}
    head = known.get(("", ""), po.Entry(text="", said=(HEADER.format(code=language),)))
    found: dict[tuple[str, str], po.Entry] = {}
    for message in messages:
        key = message.text, message.plural
        entry = found.get(key)
        if entry is None:
            empty = po.Entry(text=message.text, plural=message.plural, said=("", "") if message.plural else ("",))
            found[key] = replace(known.get(key, empty), places=(message.place,))
        elif message.place not in entry.places:
            found[key] = replace(entry, places=(*entry.places, message.place))
    return [head, *found.values()]


def lessons(language: str, *, is_seen: bool) -> int:
    """List what has changed in the original lessons, or note that it has been translated."""
    waiting = [place for slug in library.slugs() for place in changed(language, slug)]
    print("\n".join(waiting))
    if is_seen:
        places = {place: digest for slug in library.slugs() for place, digest in originals(slug).items()}
        text = "".join(f"{digest} {place}\n" for place, digest in places.items())
        (root() / language / SEEN).write_text(text, encoding="utf-8")
    return int(bool(waiting) and not is_seen)


def main() -> int:
    """Do it and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; status 1 if something would change")
    parser.add_argument("--todo", metavar="CODE", help="print what waits for translation in a language")
    parser.add_argument("--new", metavar="CODE", help="begin a language")
    parser.add_argument("--lessons", metavar="CODE", help="list the parts of lessons whose English has changed")
    parser.add_argument("--seen", action="store_true", help="with --lessons: note that they are translated")
    args = parser.parse_args()
    if args.lessons:
        return lessons(args.lessons, is_seen=args.seen)
    spoken = [language for language in languages() if language != ORIGINAL] + ([args.new] if args.new else [])
    stale = False
    for language in spoken:
        for name, source in SOURCES.items():
            path = root() / language / name
            before = path.read_text(encoding="utf-8") if path.is_file() else ""
            entries = merged(po.read(before) if before else [], source(), language)
            after, waiting = po.written(entries), [entry for entry in entries if not entry.is_done]
            print(f"{language}/{name}: {len(entries) - 1} texts, {len(waiting)} to be translated")
            stale |= after != before
            if not args.check and after != before:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(after, encoding="utf-8")
            if args.todo == language:
                for entry in waiting:
                    print("\n" + "\n".join(filter(None, (entry.places[0], entry.text, entry.plural))))
    return int(args.check and stale)


if __name__ == "__main__":
    sys.exit(main())
