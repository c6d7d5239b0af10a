"""Every command of the window, in one table: menus, keys, the key list and the handlers come from it."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.ui.text import mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One row. `id` names the method in `simulator.ui.commands` that answers; menu None: only the key reaches it.

    `key` is bound in the whole window.
    """

    id: str
    text: str
    menu: str | None
    key: str = ""
    group: int = 0
    choice: str = ""
    submenu: str = ""
    checkable: bool = False


FILE, EDIT, RUN, VIEW, LESSONS, HELP = (
    mark("&File"), mark("&Edit"), mark("&Run"), mark("&View"), mark("&Lessons"), mark("&Help"),
)  # fmt: skip
CLASS, HINTS, ANSWERS = mark("With a &class"), mark("H&ints"), mark("My ans&wers")
MENUS = (FILE, EDIT, RUN, VIEW, LESSONS, HELP)
STAGE, PRESENTING = mark("Stage"), mark("Presenting")
KEY_GROUPS = (FILE, EDIT, RUN, VIEW, LESSONS, STAGE, PRESENTING, HELP)
"""The headings of the key list."""

COMMANDS = (
    Command(id="open_file", text=mark("&Open…"), menu=FILE, key="Ctrl+O"),
    Command(id="open_code", text=mark("Open a code…"), menu=FILE, key="Ctrl+Shift+O"),
    Command(id="unsaved_work", text=mark("&Unsaved work…"), menu=FILE),
    Command(id="save", text=mark("&Save"), menu=FILE, key="Ctrl+S", group=1),
    Command(id="save_as", text=mark("Save &as…"), menu=FILE, key="Ctrl+Shift+S", group=1),
    Command(id="share", text=mark("S&hare as a code…"), menu=FILE, key="Ctrl+Shift+H", group=1),
    Command(id="export_chart", text=mark("Export the &chart…"), menu=FILE, key="Ctrl+Shift+E", group=2),
    Command(id="export_numbers", text=mark("Export the chart’s &numbers…"), menu=FILE, group=2),
    Command(id="export_stage", text=mark("Export the s&tage…"), menu=FILE, group=2),
    Command(id="export_tree", text=mark("Export th&e tree as data…"), menu=FILE, group=2),
    Command(id="export_window", text=mark("Export the &window…"), menu=FILE, group=2),
    Command(id="handout", text=mark("Export the han&dout…"), menu=FILE, group=3),
    Command(id="key", text=mark("Export the handout’s &key…"), menu=FILE, group=3),
    Command(id="quit", text=mark("&Quit"), menu=FILE, key="Ctrl+Q", group=4),
    Command(id="undo", text=mark("&Undo"), menu=EDIT, key="Ctrl+Z"),
    Command(id="redo", text=mark("&Redo"), menu=EDIT, key="Ctrl+Shift+Z"),
    Command(id="rename", text=mark("Title and &notes…"), menu=EDIT, group=1),
    Command(id="reset", text=mark("R&eset to the loaded scenario"), menu=EDIT, key="Ctrl+R", group=2),
    Command(id="end_overrides", text=mark("End all o&verrides"), menu=EDIT, key="Ctrl+E", group=2),
    Command(id="play", text=mark("&Play or pause"), menu=RUN, key="Ctrl+P"),
    Command(id="step", text=mark("Next &round"), menu=RUN, key="Ctrl+Right", group=1),
    Command(id="back", text=mark("Round &before"), menu=RUN, key="Ctrl+Left", group=1),
    Command(id="to_start", text=mark("To the &start"), menu=RUN, key="Ctrl+Home", group=1),
    Command(id="to_end", text=mark("To the &end"), menu=RUN, key="Ctrl+End", group=1),
    Command(id="speed_slow", text=mark("Slow"), menu=RUN, group=2, choice="speed"),
    Command(id="speed_normal", text=mark("Normal speed"), menu=RUN, group=2, choice="speed"),
    Command(id="speed_fast", text=mark("Fast"), menu=RUN, group=2, choice="speed"),
    Command(id="luck", text=mark("&Luck or rule? Many runs"), menu=RUN, key="Ctrl+L", group=3, checkable=True),
    Command(id="compare", text=mark("&A | B: copy A to B"), menu=RUN, key="Ctrl+D", group=4),
    Command(id="swap_sides", text=mark("S&wap A and B"), menu=RUN, key="Ctrl+Shift+D", group=4),
    Command(id="adopt_other", text=mark("A&dopt B"), menu=RUN, group=4),
    Command(id="drop_other", text=mark("Drop B, e&nd the comparison"), menu=RUN, group=4),
    Command(id="theme_system", text=mark("Colors of the des&ktop"), menu=VIEW, choice="theme"),
    Command(id="theme_light", text=mark("&Light"), menu=VIEW, choice="theme"),
    Command(id="theme_dark", text=mark("&Dark"), menu=VIEW, choice="theme"),
    Command(id="theme_projector", text=mark("&Projector"), menu=VIEW, choice="theme"),
    Command(id="theme_contrast", text=mark("High &contrast"), menu=VIEW, choice="theme"),
    Command(id="text_larger", text=mark("L&arger text"), menu=VIEW, key="Ctrl++", group=1),
    Command(id="text_smaller", text=mark("&Smaller text"), menu=VIEW, key="Ctrl+-", group=1),
    Command(id="text_100", text=mark("&Ordinary text"), menu=VIEW, key="Ctrl+0", group=1, choice="text"),
    Command(id="text_125", text=mark("Text at &125 %"), menu=VIEW, group=1, choice="text"),
    Command(id="text_150", text=mark("Text at 15&0 %"), menu=VIEW, group=1, choice="text"),
    Command(id="text_200", text=mark("Text at &200 %"), menu=VIEW, group=1, choice="text"),
    Command(id="reduced_motion", text=mark("Less &motion"), menu=VIEW, group=2, checkable=True),
    Command(id="full_screen", text=mark("&Full screen"), menu=VIEW, key="F11", group=2, checkable=True),
    Command(id="present", text=mark("P&resent to a class"), menu=VIEW, key="F5", group=2),
    Command(id="presenter_notes", text=mark("Presenter’s &notes"), menu=VIEW, key="Shift+F5", group=2, checkable=True),
    Command(id="history", text=mark("&History of runs"), menu=VIEW, key="Ctrl+H", group=3, checkable=True),
    Command(id="chart_table", text=mark("Num&bers of the charts"), menu=VIEW, key="Ctrl+T", group=3),
    Command(id="next_region", text=mark("Next re&gion"), menu=VIEW, key="F6", group=4),
    Command(id="region_before", text=mark("Region b&efore"), menu=VIEW, key="Shift+F6", group=4),
    Command(id="lesson", text=mark("&Lesson or free play"), menu=LESSONS, key="F7"),
    Command(id="next_step", text=mark("Next st&ep of the lesson"), menu=LESSONS, key="Ctrl+PgDown"),
    Command(id="step_before", text=mark("Step &before"), menu=LESSONS, key="Ctrl+PgUp"),
    Command(id="class_vote", text=mark("&Count the hands of a class"), menu=LESSONS, key="F8", submenu=CLASS),
    Command(id="timer", text=mark("Start or pause the &timer"), menu=LESSONS, key="F9", submenu=CLASS),
    Command(id="timer_more", text=mark("One &minute more"), menu=LESSONS, key="Shift+F9", submenu=CLASS),
    Command(id="guidance_light", text=mark("When &asked for"), menu=LESSONS, group=1, choice="guidance", submenu=HINTS),
    Command(id="guidance_medium", text=mark("At &once"), menu=LESSONS, group=1, choice="guidance", submenu=HINTS),
    Command(id="guidance_none", text=mark("&None"), menu=LESSONS, group=1, choice="guidance", submenu=HINTS),
    Command(id="export_answers", text=mark("E&xport those of this lesson…"), menu=LESSONS, group=1, submenu=ANSWERS),
    Command(id="export_all_answers", text=mark("Export &all…"), menu=LESSONS, group=1, submenu=ANSWERS),
    Command(id="restart_lesson", text=mark("Begin this lesson a&new"), menu=LESSONS, group=1, submenu=ANSWERS),
    Command(id="delete_answers", text=mark("&Delete all…"), menu=LESSONS, group=1, submenu=ANSWERS),
    Command(id="notes", text=mark("W&hat to watch in this scenario"), menu=LESSONS, group=1),
    Command(id="save_as_lesson", text=mark("&Save as a lesson…"), menu=LESSONS, group=2),
    Command(id="edit_lesson", text=mark("E&dit the words of this lesson…"), menu=LESSONS, group=2),
    Command(id="keys", text=mark("&Keys"), menu=HELP, key="F1"),
    Command(id="explain", text=mark("What is &this?"), menu=HELP, key="Ctrl+F1"),
    Command(id="glossary", text=mark("&Glossary"), menu=HELP, key="Shift+F1"),
    Command(id="about", text=mark("&About the IDA Simulator"), menu=HELP, group=1),
)

PANEL_KEYS = (
    (RUN, mark("Space"), mark("Play or pause, in the transport, the stage and the charts")),
    (RUN, mark("Left and Right"), mark("Round before, next round, in the transport, the stage and the charts")),
    (RUN, mark("Home and End"), mark("First and last round, in the transport, the stage and the charts")),
    (STAGE, mark("N and Shift+N"), mark("Another question, in the stage")),
    (STAGE, mark("Up and Down"), mark("Select a node of the stage; then the arrows go from node to node, Esc leaves")),
    (
        STAGE,
        mark("Enter and Backspace"),
        mark("Unfold or fold the selected node; Shift+Enter shows it as large as it goes"),
    ),
    (STAGE, mark("U and Shift+U"), mark("Unfold everything below, fold the tree back, in the stage")),
    (STAGE, mark("W"), mark("Walk down to where the error began, step by step, in the stage")),
    (STAGE, mark("O"), mark("The tree of the stage as a list in words")),
    (STAGE, mark("+, − and F"), mark("Nearer, further, the whole tree, in the stage")),
    (EDIT, mark("Left and Right on a slider"), mark("One step down or up; Page Up and Page Down take ten")),
    (STAGE, mark("Left, Right, Up, Down"), mark("Learned model, in its stage and charts: another round or question")),
    (STAGE, mark("[ and ]"), mark("Learned model: a question one level easier, one level harder")),
    (STAGE, mark("D"), mark("Learned model: the answers of the tree are drawn anew")),
    (PRESENTING, mark("Page Down and Page Up"), mark("While presenting: on, and a step back, whatever has the focus")),
    (PRESENTING, mark("Ctrl and arrows on a slider"), mark("While presenting: ten steps")),
    (PRESENTING, mark(". or B"), mark("While presenting: a blank screen; any key brings it back")),
    (PRESENTING, mark("Esc"), mark("Ends presenting")),
    (EDIT, mark("Menu key on a slider"), mark("Switch off or make perfect, where that is possible")),
    (VIEW, mark("Enter, S, F2 and Delete"), mark("Restore, star, name, delete the selected run of the history")),
    (VIEW, mark("Tab"), mark("Next control; F6 jumps from region to region")),
)
"""Keys that the focused panel handles, each under a heading of the key list; with the rows above they make it."""
