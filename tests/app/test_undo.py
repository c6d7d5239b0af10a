"""The list of undo, by itself: what is in force, what its menu says, and entries that come to nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.app.undo import Entry, UndoList


class Put(Entry):
    """Puts a number; `heard` is called whenever one was put."""

    def __init__(self, places: list[int], after: int, text: str = "Change", gesture: str | None = None) -> None:
        super().__init__(places[0], after, text, gesture)
        self.places = places
        self.heard: Callable[[], None] = lambda: None

    def redo(self) -> None:
        self.places[0] = self.after
        self.heard()

    def undo(self) -> None:
        self.places[0] = self.before
        self.heard()


@pytest.fixture
def places() -> list[int]:
    return [0]


@pytest.fixture
def made(qapp: object) -> UndoList:
    return UndoList()


def test_an_empty_list_has_nothing_to_say_and_nothing_to_do(made: UndoList) -> None:
    moves: list[int] = []
    made.moved.connect(lambda: moves.append(made.index))
    made.undo()
    made.redo()
    made.clear()
    assert (made.can_undo, made.can_redo, made.undo_text, made.redo_text, made.count) == (False, False, "", "", 0)
    assert moves == []


def test_the_menu_names_what_comes_next_on_both_sides(made: UndoList, places: list[int]) -> None:
    for number, text in enumerate(("one", "two", "three"), start=1):
        made.take(Put(places, number, text))
    made.undo()
    assert (made.undo_text, made.redo_text, places[0]) == ("two", "three", 2)
    made.take(Put(places, 7, "other"))
    assert (made.undo_text, made.redo_text, made.count) == ("other", "", 3)


def test_each_change_of_the_list_is_told_when_it_is_done(made: UndoList, places: list[int]) -> None:
    told: list[tuple[int, int]] = []
    made.moved.connect(lambda: told.append((made.index, made.count)))
    made.take(Put(places, 1))
    made.take(Put(places, 2))
    made.undo()
    made.redo()
    made.clear()
    assert told == [(1, 1), (2, 2), (1, 2), (2, 2), (0, 0)]


def test_what_comes_to_nothing_leaves_the_list_wherever_it_is_met(made: UndoList, places: list[int]) -> None:
    first, second, third = (Put(places, number) for number in (1, 2, 3))
    for entry in (first, second, third):
        made.take(entry)
    third.is_void = True
    made.undo()
    assert (made.index, made.count) == (2, 2)
    made.undo()
    second.is_void = True
    made.redo()
    assert (made.index, made.count, made.can_redo) == (1, 1, False)
    void = Put(places, 9)
    void.is_void = True
    made.take(void)
    assert (made.index, made.count, made.undo_text) == (1, 1, "Change")


def test_a_gesture_goes_on_until_it_is_ended(made: UndoList, places: list[int]) -> None:
    for number in (1, 2):
        made.take(Put(places, number, gesture="drag"))
    assert made.count == 1
    made.end_gesture()
    made.take(Put(places, 3, gesture="drag"))
    assert made.count == 2
    made.undo()
    assert places[0] == 2


def test_a_gesture_of_another_kind_of_entry_is_another_one(made: UndoList, places: list[int]) -> None:
    class Other(Put):
        pass

    made.take(Put(places, 1, gesture="1 drag"))
    made.take(Other(places, 2, gesture="1 drag"))
    assert made.count == 2


def test_a_change_made_while_another_one_is_told_of_is_kept_as_well(made: UndoList, places: list[int]) -> None:
    outer = Put(places, 1)
    outer.heard = lambda: made.take(Put([5], 6, "inner")) if made.count == 0 else None
    made.take(outer)
    assert (made.index, made.count) == (2, 2)


def test_an_error_while_something_is_done_or_undone_leaves_the_list_as_it_was(
    made: UndoList, places: list[int]
) -> None:
    made.take(entry := Put(places, 1))

    def fail() -> None:
        raise ZeroDivisionError

    entry.heard = fail
    with pytest.raises(ZeroDivisionError):
        made.undo()
    assert (made.index, made.count) == (1, 1)
    bad = Put(places, 2)
    bad.heard = fail
    with pytest.raises(ZeroDivisionError):
        made.take(bad)
    assert (made.index, made.count) == (1, 1)
