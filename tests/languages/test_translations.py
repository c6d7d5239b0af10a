"""Every language is complete, says nothing that the program does not, and says it in a form that can be shown."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.translations import SOURCES, merged
from simulator.cli.program import main
from simulator.engine.parameters import TABLE
from simulator.scenario import library
from simulator.scenario.lesson.glossary import glossary, with_terms
from simulator.scenario.lesson.reader import read_folder
from simulator.scenario.translation import po
from simulator.scenario.translation.folder import ORIGINAL, Texts, languages, root, texts
from simulator.scenario.translation.lesson import changed, figures, folder_of, translated

TRANSLATED = [code for code in languages() if code != ORIGINAL]
FILES = [(code, name) for code in TRANSLATED for name in SOURCES]
LESSONS = [(code, slug) for code in TRANSLATED for slug in library.slugs()]
_PLACEHOLDER = re.compile(r"\{(\w*)[^}]*\}")


def placeholders(text: str) -> set[str]:
    """Languages that write nouns with a capital use {Name} for {name} (ui/widgets/control.py)."""
    return {"name" if found == "Name" else found for found in _PLACEHOLDER.findall(text)}


def entries(code: str, name: str) -> Iterator[po.Entry]:
    for entry in po.read((root() / code / name).read_text("utf-8")):
        if entry.text:
            yield entry


def test_german_is_there() -> None:
    assert "de" in TRANSLATED


@pytest.mark.parametrize(("code", "name"), FILES)
def test_the_file_has_exactly_the_texts_of_the_program(code: str, name: str) -> None:
    before = (root() / code / name).read_text("utf-8")
    after = po.written(merged(po.read(before), SOURCES[name](), code))
    known, said = ({line for line in text.splitlines() if line.startswith("msgid")} for text in (before, after))
    assert sorted(said - known) == [], "run: make translations, then translate"
    assert sorted(known - said) == [], "run: make translations"


@pytest.mark.parametrize(("code", "name"), FILES)
def test_every_text_is_translated(code: str, name: str) -> None:
    assert [entry.text for entry in entries(code, name) if not entry.is_done] == []


@pytest.mark.parametrize(("code", "name"), FILES)
def test_a_translation_has_the_placeholders_and_the_edges_of_its_text(code: str, name: str) -> None:
    wrong = []
    for entry in entries(code, name):
        for said in entry.said[-1:]:
            text = entry.plural or entry.text
            same = (
                placeholders(said) == placeholders(text)
                and (said != said.lstrip(), said != said.rstrip()) == (text != text.lstrip(), text != text.rstrip())
                and said.endswith("…") == text.endswith("…")
                and (said.count("&") == 0 or text.count("&") == said.count("&"))
                and said.count("\n") == text.count("\n")
            )
            if not same:
                wrong.append((text, said))
    assert wrong == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_figures_in_titles_and_notes_are_those_of_the_text(code: str) -> None:

    def found(text: str, group: str) -> Counter[float]:
        return Counter(float(figure) for figure in figures(_PLACEHOLDER.sub("", text), group))

    wrong = [
        (entry.text, said)
        for entry in entries(code, "scenarios.po")
        for said in entry.said[:1]
        if found(entry.text, ",") != found(said, ".")
    ]
    assert wrong == []


@pytest.mark.parametrize(("code", "slug"), LESSONS)
def test_a_translated_lesson_says_the_same_as_its_original(code: str, slug: str) -> None:
    found = translated(code, slug)
    assert found is not None, "not translated yet"
    assert [str(problem) for problem in found.problems] == []


def test_a_lesson_is_spoken_without_being_compared_with_its_original(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    monkeypatch.setattr(
        "simulator.scenario.translation.lesson._compare", lambda text, own, line, findings: compared.append(text)
    )
    found = translated("de", "luck")
    assert found is not None
    assert found.texts
    assert not compared
    assert not found.problems
    assert len(compared) > 10


def test_check_finds_a_translation_that_says_something_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(root() / "de", tmp_path / "de")
    page = tmp_path / "de" / "lessons" / "checks" / "lesson.md"
    page.write_text(
        page.read_text("utf-8").replace("3,9", "4,9").replace("sim:set?reliability.retries=3", "sim:play"), "utf-8"
    )
    for module in ("folder", "lesson"):
        monkeypatch.setattr(f"simulator.scenario.translation.{module}.root", lambda: tmp_path)
    assert main(["check", "checks", "luck"]) == 1
    said = capsys.readouterr().out
    assert (
        "de/checks/lesson.md (line 12): The figures are not those of the original (missing: 3.9; not there: 4.9)"
        in said
    )
    assert (
        "The links are not those of the original (missing: sim:set?reliability.retries=3; not there: sim:play)" in said
    )
    assert "luck: no problems" in said


@pytest.mark.parametrize(("code", "slug"), LESSONS)
def test_no_part_of_a_lesson_has_changed_since_it_was_translated(code: str, slug: str) -> None:
    assert changed(code, slug) == [], f"translate, then run: python scripts/translations.py --lessons {code} --seen"


def test_a_change_of_the_original_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(folder_of(ORIGINAL, "luck"), tmp_path / "luck")
    monkeypatch.setattr("simulator.paths.scenarios", lambda: tmp_path)
    assert changed("de", "luck") == []
    page = tmp_path / "luck" / "lesson.md"
    page.write_text(page.read_text("utf-8").replace("Guess first", "First guess"), "utf-8")
    assert changed("de", "luck") == ["luck/lesson.md 4 seeds"]


@pytest.mark.parametrize(("code", "slug"), LESSONS)
def test_every_text_of_a_lesson_has_a_translation_of_its_own(code: str, slug: str) -> None:
    lesson, found = read_folder(folder_of(ORIGINAL, slug)), translated(code, slug)
    assert found is not None
    said = {**texts(code), **found.texts}
    wanted = [lesson.title, *lesson.teacher, *lesson.teacher.values()]
    for step in lesson.steps:
        wanted += [step.title, *filter(None, [step.body]), *step.bets]
        wanted += [step.fields[name] for name in ("ask", "hint", "sources", "assumption") if name in step.fields]
    for variation in lesson.variations:
        wanted += [variation.title, variation.body]
    missing = [text for text in wanted if text not in said]
    assert missing == []
    for step in lesson.steps:
        assert len({said[bet] for bet in step.bets}) == len(step.bets), "two answers became one"


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_text_that_lessons_share_is_translated_once(code: str) -> None:
    known: dict[str, str] = {}
    for slug in library.slugs():
        found = translated(code, slug)
        for text, said in (found.texts if found else {}).items():
            assert known.setdefault(text, said) == said, (slug, text)


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_glossary_explains_the_same_terms_and_its_terms_are_met(code: str) -> None:
    own = glossary(root() / code)
    assert len(own) == len(glossary())
    assert all(own.values())
    met: set[str] = set()
    for slug in library.slugs():
        found = translated(code, slug)
        for said in (found.texts if found else {}).values():
            met |= set(re.findall(r"\(term:([^)]*)\)", with_terms(said, own)))
    assert met == {term.partition("|")[0].strip().replace(" ", "-") for term in own}


def test_parameters_have_labels_that_differ() -> None:
    for code in languages():
        said = texts(code)
        labels = Counter(said[row.label] for row in TABLE.values())
        assert [label for label, count in labels.items() if count > 1] == [], code


def test_a_language_with_three_plural_forms_takes_the_one_that_fits(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("translations")
    (folder / "pl").mkdir()
    rule = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
    content = po.written([
        po.Entry(text="", said=(f"Language: pl\nPlural-Forms: {rule}\n",)),
        po.Entry(text="1 run", plural="{count} runs", said=("1 przebieg", "{count} przebiegi", "{count} przebiegów")),
    ])  # fmt: skip
    (folder / "pl" / "program.po").write_text(content, "utf-8")
    monkeypatch.setattr("simulator.scenario.translation.folder.root", lambda: folder)
    known = texts("pl")
    said = {count: known.counted("1 run", "{count} runs", count) for count in (1, 2, 5, 22)}
    assert said == {1: "1 przebieg", 2: "{count} przebiegi", 5: "{count} przebiegów", 22: "{count} przebiegi"}


def test_what_is_not_translated_stays_as_it_is_written() -> None:
    known = Texts([("Round", "Runde")])
    assert (known["Round"], known["My own title"]) == ("Runde", "My own title")
    assert known.counted("1 run", "{count} runs", 1) == "1 run"
    assert known.counted("1 run", "{count} runs", 0) == "{count} runs"


@pytest.mark.parametrize(
    "text", ["", "plain", 'quotes " and \\ backslashes', "two\nlines\n", "\n", "a" * 300, "a b " * 90]
)
def test_what_is_written_to_a_po_file_is_read_from_it(text: str) -> None:
    entry = po.Entry(text="x" + text, said=("y" + text,), places=("simulator/ui/a.py",), notes=("note",), fuzzy=True)
    assert po.read(po.written([entry])) == [entry]


@pytest.mark.parametrize("content", ['msgid "a', "msgid a", '"no keyword"', "nonsense"])
def test_a_damaged_po_file_is_refused(content: str) -> None:
    with pytest.raises(po.PoError):
        po.read(content)
