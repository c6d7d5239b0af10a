"""Hypothesis strategies: scenarios, and files as people write them by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from simulator.engine.parameters import TABLE, Parameter, Parameters
from simulator.learner.settings import SETTINGS, SIZES, Learned, is_switch
from simulator.scenario.schema import CHARTS, TITLE_LIMIT, Scenario, View

plain_characters = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
titles = st.text(plain_characters, min_size=1, max_size=TITLE_LIMIT).filter(lambda text: bool(text.strip()))
notes = st.text(plain_characters | st.sampled_from("\n\t\r\"\\'#=[]"), max_size=200)


def value_of(row: Parameter) -> st.SearchStrategy[Any]:
    """Any value that a row takes, its ends and its default among them."""
    if is_switch(row):
        return st.booleans()
    if row.choices:
        return st.sampled_from(row.choices)
    if row.integer:
        return st.sampled_from((int(row.low), int(row.high))) | st.integers(int(row.low), int(row.high))
    return st.sampled_from((float(row.low), float(row.high))) | st.floats(row.low, row.high)


parameter_values: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {}, optional={id_: value_of(row) for id_, row in TABLE.items()}
)


@st.composite
def learned_values(draw: st.DrawFn) -> dict[str, Any]:
    """Settings by id, with a size that fits the task."""
    rows = {id_: value_of(row) for id_, row in SETTINGS.items() if id_ != "learned.size"}
    values: dict[str, Any] = draw(st.fixed_dictionaries({}, optional=rows))
    sizes = SIZES[values.get("learned.task", "permutation_powering")]
    if draw(st.booleans()):
        values["learned.size"] = draw(st.integers(sizes.low, sizes.high))
    return values


def some_of(names: Mapping[str, Any] | tuple[str, ...], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    """A few names, none twice, in any order."""
    return st.lists(st.sampled_from(tuple(names)), min_size=least, max_size=6, unique=True).map(tuple)


scenarios: st.SearchStrategy[Scenario] = st.builds(
    Scenario,
    title=titles,
    notes=notes,
    parameters=parameter_values.map(Parameters.of),
    learned=learned_values().map(Learned.of),
    view=st.builds(View, charts=some_of(CHARTS, least=1), show=some_of(TABLE), lock=some_of(TABLE)),
)

# --- files as people write them ----------------------------------------------------------------------------------

comments = st.text(plain_characters, max_size=12).map("#{}".format)


def spelled(value: Any) -> st.SearchStrategy[str]:
    """The ways in which a value may be written."""
    if isinstance(value, bool):
        return st.just(str(value).lower())
    if isinstance(value, int):
        ways = [str(value), f"+{value}", f"{value:_}", hex(value)]
        return st.sampled_from(ways)
    if isinstance(value, float):
        ways = [repr(value), f"{value:.17e}"]
        if value == int(value) and abs(value) < 1e15:
            ways.append(str(int(value)))  # a whole number does for a parameter that need not be one
        return st.sampled_from(ways)
    assert isinstance(value, str)
    return st.sampled_from([f'"{value}"', f"'{value}'", f'"""{value}"""', f"'''\n{value}'''"])


def in_braces(value: Any) -> st.SearchStrategy[str]:
    """As `spelled`, on one line."""
    return spelled(value).filter(lambda text: "\n" not in text)


@st.composite
def hand_written(draw: st.DrawFn) -> str:
    """A valid file in any arrangement that TOML allows for one, with comments in odd places."""

    def blank() -> str:
        return draw(st.sampled_from(["", "", "\n", "\n\n"]) | comments.map(lambda c: f"{c}\n") | st.just("  \n"))

    def entry(key: str, literal: str) -> str:
        indent = draw(st.sampled_from(["", "", "  ", "\t"]))
        equals = draw(st.sampled_from([" = ", "=", "  =\t"]))
        tail = draw(st.just("") | comments.map(" {}".format))
        return f"{indent}{key}{equals}{literal}{tail}\n"

    def quoted(name: str) -> str:
        return draw(st.sampled_from([name, name, f'"{name}"', f"'{name}'"]))

    values = draw(parameter_values)
    learned = draw(learned_values())
    groups: dict[str, dict[str, Any]] = {}
    for id_, value in values.items():
        section, _, name = id_.partition(".")
        groups.setdefault(section, {})[name] = value

    head = entry("format", draw(spelled(1))) + blank() + entry(quoted("title"), draw(spelled("A title"))) + blank()
    if draw(st.booleans()):
        head += entry("notes", draw(spelled("Some notes")))
    blocks: list[str] = []

    arrangement = draw(st.sampled_from(["root", "dotted", "dotted", "tables", "mixed", "braces"]))
    if arrangement == "braces" or (arrangement == "root" and not groups):
        inner = []
        for section, group in groups.items():
            if draw(st.booleans()):
                pairs = ", ".join(f"{name} = {draw(in_braces(value))}" for name, value in group.items())
                inner.append(f"{section} = {{{pairs}}}")
            else:
                inner += [f"{quoted(section)}.{name} = {draw(in_braces(value))}" for name, value in group.items()]
        head += entry("parameters", "{" + " , ".join(inner) + "}")
    elif arrangement == "root":
        for section, group in groups.items():
            for name, value in group.items():
                head += entry(f"parameters.{section}.{name}", draw(spelled(value))) + blank()
    else:
        body = (
            "" if arrangement == "tables" and groups else "[parameters]" + draw(st.sampled_from(["", "  # all"])) + "\n"
        )
        tables = []
        for section, group in groups.items():
            if arrangement == "tables" or (arrangement == "mixed" and draw(st.booleans())):
                lines = "".join(blank() + entry(quoted(name), draw(spelled(value))) for name, value in group.items())
                tables.append(f"[ parameters . {quoted(section)} ]\n{lines}")
            elif draw(st.integers(0, 4)) == 0:
                pairs = ", ".join(f"{name}={draw(in_braces(value))}" for name, value in group.items())
                body += entry(section, f"{{ {pairs} }}")
            else:
                for name, value in group.items():
                    body += blank() + entry(f"{section}.{quoted(name)}", draw(spelled(value)))
        blocks += [body, *tables] if body else tables
    empty_table = draw(st.booleans())
    if learned or empty_table:
        lines = "".join(blank() + entry(id_.partition(".")[2], draw(spelled(value))) for id_, value in learned.items())
        blocks.append("[learned]\n" + lines)
    if draw(st.booleans()):
        charts = ",\n  ".join(f'"{name}" # "not" [one]\n' for name in draw(some_of(CHARTS, least=1)))
        blocks.append("[view]\n" + entry("charts", f"[\n  {charts}]") + blank())
    text = head + "".join(blank() + block for block in draw(st.permutations(blocks)))
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return draw(st.sampled_from(["", "", "\ufeff"])) + text
