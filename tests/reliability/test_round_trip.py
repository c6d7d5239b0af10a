"""Saved, loaded and saved again, a thousand random scenarios are the same to the byte."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from simulator.engine.axis import Axis
from simulator.engine.overrides import Overrides, possible
from simulator.engine.parameters import TABLE, Parameter, Parameters
from simulator.engine.reported import MEASURES
from simulator.learner.settings import SETTINGS, SIZES, Learned, is_switch
from simulator.scenario import codec
from simulator.scenario.schema import CHARTS, Compare, Experiment, Scenario, View, Words

COUNT = 1000
SIGNS = "abc ÄÖÜß…“”ↄ漢字🙂\t\"'\\#=[]{}<>&%$€\u00a0\u200d"


def text(chance: random.Random, most: int, *, lines: bool = False) -> str:
    signs = SIGNS.replace("\t", "") + ("\n" if lines else "")
    return "".join(chance.choice(signs) for _ in range(chance.randint(1, most)))


def value(row: Parameter, chance: random.Random) -> Any:
    if is_switch(row):
        return chance.random() < 0.5
    if row.choices:
        return chance.choice(row.choices)
    if row.integer:
        return chance.choice((int(row.low), int(row.high), chance.randint(int(row.low), int(row.high))))
    small = max(row.low, 10 ** chance.uniform(-9, 0) * row.high)
    return chance.choice((row.low, row.high, chance.uniform(row.low, row.high), small))


def settings(chance: random.Random) -> dict[str, Any]:
    ids = chance.sample(list(TABLE), chance.randint(0, len(TABLE)))
    return {id_: value(TABLE[id_], chance) for id_ in ids}


def overrides(chance: random.Random) -> Overrides:
    able = [id_ for id_ in TABLE if possible(id_)]
    ids = [id_ for id_ in TABLE if id_ in chance.sample(able, chance.randint(0, 4))]
    return Overrides(tuple((id_, chance.choice(list(possible(id_)))) for id_ in ids))


def some(names: Any, chance: random.Random, least: int = 0) -> tuple[str, ...]:
    return tuple(chance.sample(list(names), chance.randint(least, 5)))


def learned(chance: random.Random) -> Learned:
    rows = {id_: value(row, chance) for id_, row in SETTINGS.items() if id_ != "learned.size" and chance.random() < 0.5}
    sizes = SIZES[rows.get("learned.task", "permutation_powering")]
    return Learned.of({**rows, "learned.size": chance.randint(int(sizes.low), int(sizes.high))})


def words(chance: random.Random) -> Words:
    if chance.random() < 0.3:
        return Words(sum=tuple(chance.randint(0, 999) for _ in range(chance.randint(2, 20))))
    levels = tuple(
        tuple(f"{text(chance, 30)}x" for _ in range(chance.randint(1, 4))) for _ in range(chance.randint(1, 5))
    )
    return Words(levels=levels, overseer=chance.choice(("", "x" + text(chance, 20) + "x")))


def experiment(chance: random.Random) -> Experiment:
    over = (Axis(id="overseer.quality", start=0.5, stop=1.0, count=chance.randint(2, 99)),
            Axis(id="run.rounds", start=1, stop=60, count=6, scale="log"))  # fmt: skip
    return Experiment(over=over[: chance.randint(1, 2)], measure=chance.choice(list(MEASURES)))


def scenario(chance: random.Random) -> Scenario:
    def maybe(made: Any, otherwise: Any) -> Any:
        return made(chance) if chance.random() < 0.5 else otherwise

    b = Compare(parameters=Parameters.of(settings(chance)), overrides=overrides(chance))
    return Scenario(
        title="x" + text(chance, 100) + "x",
        notes=maybe(lambda chance: text(chance, 400, lines=True), ""),
        parameters=Parameters.of(settings(chance)),
        learned=maybe(learned, Learned()),
        view=View(charts=some(CHARTS, chance, 1), show=some(TABLE, chance), lock=some(TABLE, chance)),
        words=maybe(words, Words()),
        experiment=maybe(experiment, Experiment()),
        overrides=overrides(chance),
        compare=b if chance.random() < 0.5 else None,
    )


def test_a_thousand_random_scenarios_are_saved_loaded_and_saved_to_the_same_bytes(tmp_path: Path) -> None:
    chance, path = random.Random(7), tmp_path / "x.toml"
    seen = set()
    for _ in range(COUNT):
        made = scenario(chance)
        path.write_bytes(codec.render(made).encode("utf-8"))  # `write` is this and a file put in place in one step
        first = path.read_bytes()
        found, original = codec.read(path), codec.text_of(path)
        assert found == made
        assert codec.render(found).encode("utf-8") == first, "written afresh"
        assert codec.render(found, original).encode("utf-8") == first, "written with what is kept of the file"
        seen.add(first)
    assert len(seen) > COUNT * 0.99


def test_what_is_changed_and_changed_back_is_the_same_file_again(tmp_path: Path) -> None:
    chance = random.Random(8)
    for _ in range(100):
        made = scenario(chance)
        original = codec.render(made)
        other = replace(made, title="Another", parameters=Parameters.of(settings(chance)), overrides=overrides(chance))
        between = codec.render(other, original)
        assert codec.parse(between) == other
        assert codec.parse(codec.render(made, between)) == made
