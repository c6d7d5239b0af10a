"""What is wrong with a file is said in the language of the window, all of it, and in English on the command line."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterator

import pytest

from simulator.scenario import codec
from simulator.scenario.lesson import grammar, links
from simulator.scenario.lesson.expressions import ExpressionError
from simulator.scenario.schema import ScenarioError
from simulator.scenario.translation.folder import Texts, texts
from simulator.sentence import Sentence, either, say
from simulator.ui import text
from tests.scenario.bad_files import BAD_FILES, Bad

ENGLISH = re.compile(r"\b(?:the|is|are|must|there|cannot|which|but|with|holds|here|write|mean)\b")


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    text.speak(texts("de"), ",", ".")
    yield
    text.speak(Texts())


def left(said: str, quoted: str) -> list[str]:
    """English words that stand in a sentence and not in the file that it speaks of."""
    return [word for word in ENGLISH.findall(re.sub(r'"[^"]*"|\'[^\']*\'', "", said)) if word not in quoted]


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
def test_every_problem_of_a_file_is_said_in_german(bad: Bad) -> None:
    with pytest.raises(ScenarioError) as raised:
        codec.parse(bad.data, bad.name)
    for problem in raised.value.problems:
        said = text.told(problem.said)
        assert isinstance(problem.message, Sentence), problem.message
        assert said != str(problem)
        assert left(said, bad.data.decode("utf-8", "replace")) == [], said


@pytest.mark.parametrize(
    "written", ["horizon", "horizon <", "depth > 3", "horizon[99999] > 1", "1 < 2 < 3", "not 3", "x" * 600, "(" * 40]
)
def test_what_is_wrong_with_a_goal_is_said_in_german(written: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        grammar.parse(written)
    assert left(text.told(raised.value.args[0]), written) == []


@pytest.mark.parametrize("address", ["ftp://x", "sim:jump", "sim:round?number=x", "sim:show?chart=pie", "sim:set?a=1"])
def test_what_is_wrong_with_a_link_is_said_in_german(address: str) -> None:
    with pytest.raises(links.LinkError) as raised:
        links.parse(address)
    assert left(text.told(raised.value.args[0]), address) == []


def test_a_sentence_is_its_english_text_and_keeps_how_it_was_made() -> None:
    kind = say("a table")
    sentence = say(
        "{key} is {kind}, but it must be a list of names, such as {example}.", key="x", kind=kind, example="y"
    )
    assert sentence == "x is a table, but it must be a list of names, such as y."
    assert text.told(sentence) == "x ist eine Tabelle, muss aber eine Liste von Namen sein, etwa y."
    again = pickle.loads(pickle.dumps(sentence))
    assert (again, text.told(again)) == (sentence, text.told(sentence))


def test_sentences_are_joined_and_cut_in_every_language() -> None:
    joined = say("There is no parameter {name}", name="x") + say("; did you mean {near}?", near="y")
    assert joined == "There is no parameter x; did you mean y?"
    assert text.told(joined) == "Es gibt keinen Parameter x; war y gemeint?"
    assert text.told(say("The file is empty.").rstrip(".")) == "Die Datei ist leer"
    assert text.told(either([say("a table"), say("a list"), say("text")])) == "eine Tabelle oder eine Liste oder Text"


def test_braces_of_a_file_are_no_placeholders() -> None:
    assert say("{name} is given for the second time; keep one of the two.", name="{x}").startswith("{x} is given")
    assert say("A table is opened with {, but not closed with }.") == "A table is opened with {, but not closed with }."
