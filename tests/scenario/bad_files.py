"""A corpus of bad scenario files: what is in them, and what is said about them."""

from __future__ import annotations

from dataclasses import dataclass

TOP = 'format = 1\ntitle = "x"\n'
HEAD = TOP + "[parameters]\n"


@dataclass(frozen=True, slots=True)
class Bad:
    """One bad file and the beginnings of the lines of its complaint, all of them and in their order."""

    name: str
    data: bytes
    said: tuple[str, ...]


def bad(name: str, text: str | bytes, *said: str) -> Bad:
    return Bad(name, text if isinstance(text, bytes) else text.encode(), said)


NO_TEXT = "This is no scenario but binary data"
CUT = "The file ends in the middle of line"
QUALITY = "parameters.overseer.quality (line 4): overseer.quality is "
ROUNDS = "parameters.run.rounds (line 4): run.rounds is "
BAD_FILES = (
    # --- not a text at all
    bad("empty", b"", "The file is empty."),
    bad("only blanks", b" \r\n\t\n", "The file is empty."),
    bad("only a byte order mark", b"\xef\xbb\xbf\n", "The file is empty."),
    bad("one byte too large", HEAD + "#" * (65537 - len(HEAD)), "The file is larger than 64 KB (65536 bytes)"),
    bad("latin-1", HEAD.replace("x", "\xe9").encode("latin-1"), "byte 21: The file is not UTF-8 text: the byte 0xe9"),
    bad("utf-16", HEAD.encode("utf-16"), "byte 1: The file is saved as UTF-16"),
    bad("zero bytes", b"format = 1\n" + bytes(40), "byte 12: The file holds a zero byte"),
    bad("a picture", b"\x89PNG\r\n\x1a\n" + bytes(40), NO_TEXT),
    bad("a large picture", b"\xff\xd8\xff\xe0" + b"\x90" * 70000, NO_TEXT),
    bad("an archive", b"PK\x03\x04" + b"x" * 40, NO_TEXT),
    bad("large and binary", b"BM" + bytes(70000), NO_TEXT),
    bad("large UTF-16", (HEAD + "#" * 40000).encode("utf-16"), "The file is larger than 64 KB"),
    bad("cut in a character", 'format = 1\ntitle = "é'.encode()[:-1], "byte 21: The file ends in the middle of a char"),
    # --- cut off
    bad("cut in a key", TOP + "[parameters]\nrun.rou", f"line 4, column 8: {CUT} 4: it looks cut off."),
    bad("cut before a value", HEAD + "run.rounds =", f"line 4, column 13: {CUT} 4"),
    bad("cut in a number", HEAD + "overseer.quality = 0.", f"line 4, column 21: {CUT} 4"),
    bad("cut in a truth", TOP + "[learned]\ncurriculum = tr", f"line 4, column 14: {CUT} 4"),
    bad("cut in quotes", 'format = 1\ntitle = "Why', f"line 2, column 13: {CUT} 2"),
    bad("cut in a header", TOP + "[parame", f"line 3, column 8: {CUT} 3"),
    bad("cut in a list", HEAD + '[view]\nshow = ["run.rounds", ', f"line 5, column 23: {CUT} 5"),
    bad("cut between lines", TOP, "parameters: The table of parameters is missing"),
    bad("cut in long quotes", 'title = """\nall is well\n', "line 3, column 1: The file ends before a quote, a list"),
    # --- syntax
    bad("no equals sign", HEAD + "run.rounds 12\n", "line 4, column 12: After the name of a key an = is missing."),
    bad("no value", HEAD + "run.rounds =\nrun.seed = 1\n", "line 4, column 13: What stands behind the = is no value"),
    bad("no quotes", "format = 1\ntitle = Copies\n[parameters]\n", "line 2, column 9: What stands behind the = is no"),
    bad("open quotes", 'format = 1\ntitle = "x\n[parameters]\n', "line 2, column 11: Quoted text is opened"),
    bad("decimal comma", HEAD + "overseer.quality = 0,9\n", "line 4, column 21: Decimals are written with a point"),
    bad("decimal comma at the end", HEAD + "overseer.quality = 0,9", "line 4, column 21: Decimals are written with"),
    bad("two on a line", HEAD + "run.rounds = 1 run.seed = 1\n", "line 4, column 16: Here the line should end"),
    bad(
        "backslash",
        'format = 1\ntitle = "C:\\lessons"\n[parameters]\n',
        "line 2, column 14: In quoted text a backslash",
    ),
    bad("unicode code", 'format = 1\ntitle = "\\u12"\n[parameters]\n', "line 2, column 12: Behind \\u four digits"),
    bad(
        "header not closed",
        TOP + "[parameters\nrun.rounds = 3\n",
        "line 3, column 12: The name of a table must end with ]",
    ),
    bad("strange first character", HEAD + "!run.rounds = 1\n", "line 4, column 1: A line begins with a key"),
    bad("no such day", HEAD + "run.rounds = 2026-02-30\n", "line 4, column 14: This looks like a date"),
    bad("open braces", HEAD + "run = {rounds = 3\n", "line 4, column 18: A table is opened with {"),
    bad("old line ends", HEAD.replace("\n", "\r"), "line 1, column 11: Here the line should end"),
    # --- twice
    bad(
        "key twice",
        HEAD + "run.rounds = 3\nrun.rounds = 4\n",
        "line 5, column 15: run.rounds is given for the second time",
    ),
    bad("title twice", TOP + 'title = "y"\n[parameters]\n', "line 3, column 12: title is given for the second time"),
    bad("table twice", HEAD + "[view]\n[parameters]\n", "line 5, column 12: [parameters] is given for the second time"),
    bad(
        "two ways",
        HEAD + "run.seed = 1\n[parameters.run]\nrounds = 1\n",
        "line 5, column 16: [parameters.run] is given",
    ),
    bad("twice in braces", HEAD + "run = {seed = 1, seed = 2}\n", "line 4, column 26: run is given for the second"),
    # --- format
    bad(
        "no format",
        'title = "x"\n[parameters]\n',
        "format: The format is missing: the file's first line should be: format = 1",
    ),
    bad("format in quotes", HEAD.replace("1", '"1"'), "format (line 1): The format is text, but it must be a whole"),
    bad(
        "format with a point",
        HEAD.replace("1", "1.0"),
        "format (line 1): The format is a number, but it must be a whole",
    ),
    bad("format true", HEAD.replace("1", "true"), "format (line 1): The format is true or false, but it must be"),
    bad("format 0", HEAD.replace("1", "0"), "format (line 1): There is no format 0; the only one so far is 1."),
    bad("format negative", HEAD.replace("1", "-3"), "format (line 1): There is no format -3"),
    bad(
        "format newer", HEAD.replace("1", "7"), "format: This file has format 7, but this version of the program knows"
    ),
    bad("format newer alone", HEAD.replace("1", "7") + "a = 1\nrun.rounds = -1\n", "format: This file has format 7"),
    # --- title and notes
    bad(
        "no title",
        "format = 1\n[parameters]\n",
        'title: The title is missing: write a line like title = "My scenario".',
    ),
    bad("title a number", HEAD.replace('"x"', "3"), "title (line 2): The title is a number, but it must be text"),
    bad("title a list", HEAD.replace('"x"', '["x"]'), "title (line 2): The title is a list, but it must be text"),
    bad("title empty", HEAD.replace('"x"', '"  "'), "title (line 2): The title is empty."),
    bad(
        "title too long", HEAD.replace("x", "x" * 121), "title (line 2): The title has 121 characters; 120 are allowed."
    ),
    bad(
        "title of two lines",
        HEAD.replace('"x"', '"a\\nb"'),
        "title (line 2): The title holds the control character U+000A",
    ),
    bad(
        "title for a terminal",
        HEAD.replace('"x"', '"\\u001b[1m"'),
        "title (line 2): The title holds the control character U+001B",
    ),
    bad("notes a table", HEAD + "[notes]\na = 1\n", "notes (line 4): The notes are a table, but they must be text"),
    bad(
        "notes ring the bell",
        TOP + 'notes = "\\u0007"\n[parameters]\n',
        "notes (line 3): The notes hold the control character U+0007",
    ),
    # --- tables and keys
    bad(
        "parameters a number",
        TOP + "parameters = 3\n",
        "parameters (line 3): parameters is a number, but it must be a table",
    ),
    bad(
        "parameters a list",
        TOP + "[[parameters]]\nrun.rounds = 3\n",
        "parameters (line 3): parameters is a list, but it must be",
    ),
    bad(
        "misspelt table",
        TOP + "[paramters]\n",
        "parameters: The table of parameters is missing",
        "paramters (line 3): There is no table paramters; did you mean parameters?",
    ),
    bad("misspelt key", TOP + 'note = "x"\n[parameters]\n', "note (line 3): There is no key note; did you mean notes?"),
    bad("unknown table", HEAD + "[zebra]\n", "zebra (line 4): There is no table zebra."),
    bad(
        "title too far down", HEAD + 'notes = "x"\n', "parameters.notes (line 4): notes belongs at the top of the file"
    ),
    bad("view in parameters", HEAD + 'show = ["run.rounds"]\n', "parameters.show (line 4): show belongs under [view]."),
    bad(
        "parameter at the top", TOP + "run.rounds = 3\n[parameters]\n", "run (line 3): run belongs under [parameters]."
    ),
    bad("parameter in view", HEAD + "[view]\nrun.rounds = 3\n", "view.run (line 5): run belongs under [parameters]."),
    bad(
        "misspelt parameter",
        HEAD + "overseer.qualty = 1\n",
        "parameters.overseer.qualty (line 4): There is no parameter overseer.qualty; did you mean overseer.quality?",
    ),
    bad(
        "misspelt group",
        HEAD + "oversear.quality = 1\n",
        "parameters.oversear.quality (line 4): There is no parameter oversear.quality; did you mean overseer.quality?",
    ),
    bad(
        "unknown group, each of its keys at its place",
        HEAD + "foo.bar = 1\nfoo.baz = 1\n[overrides]\nfoo.bar = 1\n",
        "parameters.foo.bar (line 4): There is no parameter foo.bar.",
        "parameters.foo.baz (line 5): There is no parameter foo.baz.",
        "overrides.foo.bar (line 7): There is no parameter foo.bar.",
    ),
    bad(
        "group as a value",
        HEAD + "overseer = 0.9\n",
        "parameters.overseer (line 4): overseer is a group of parameters; write single ones",
    ),
    bad(
        "dotted key in quotes",
        HEAD + '"overseer.quality" = 0.9\n',
        'parameters."overseer.quality" (line 4): Write overseer.quality = ... without quotes around the name.',
    ),
    bad(
        "parameter too deep",
        HEAD + "overseer.quality.best = 1\n",
        QUALITY + "a table, but it must be a number from 0 to 1.",
    ),
    bad(
        "key that breaks lines",
        HEAD + '"a\\nb" = 1\n',
        'parameters."a\\u000ab" (line 4): There is no parameter a\\u000ab.',
    ),
    bad(
        "misspelt setting",
        HEAD + "[learned]\ntask_ = 1\n",
        "learned.task_ (line 5): There is no setting task_ under [learned]; did you mean task?",
    ),
    bad(
        "whole setting name",
        HEAD + '[learned]\n"learned.task" = 1\n',
        'learned."learned.task" (line 5): Under [learned] write task = ...',
    ),
    bad(
        "learned a number",
        TOP + "learned = 1\n[parameters]\n",
        "learned (line 3): learned is a number, but it must be a table",
    ),
    bad(
        "misspelt view",
        HEAD + "[view]\nlocked = []\n",
        "view.locked (line 5): There is no key locked under [view]; did you mean lock?",
    ),
    # --- values
    bad("out of range", HEAD + "overseer.quality = 1.5\n", QUALITY + "1.5, outside its range: it must be from 0 to 1."),
    bad(
        "below its range",
        HEAD + "run.rounds = 0\n",
        ROUNDS + "0, outside its range: it must be a whole number from 1 to 60.",
    ),
    bad("not whole", HEAD + "run.rounds = 2.5\n", ROUNDS + "2.5, but it must be a whole number from 1 to 60."),
    bad(
        "whole with a point",
        HEAD + "run.rounds = 3.0\n",
        ROUNDS + "3.0, but it must be a whole number from 1 to 60: write 3.",
    ),
    bad(
        "number in quotes",
        HEAD + 'overseer.quality = "0.9"\n',
        QUALITY + 'the text "0.9", but it must be a number from 0 to 1, without quotes.',
    ),
    bad("true as a number", HEAD + "overseer.quality = true\n", QUALITY + "true, but it must be a number from 0 to 1."),
    bad(
        "list as a number",
        HEAD + "overseer.quality = [0.9]\n",
        QUALITY + "a list, but it must be a number from 0 to 1.",
    ),
    bad("date as a number", HEAD + "overseer.quality = 2026-01-01\n", QUALITY + "a date, but it must be a number"),
    bad("time as a number", HEAD + "overseer.quality = 09:30:00\n", QUALITY + "a time, but it must be a number"),
    bad("not a number", HEAD + "overseer.quality = nan\n", QUALITY + "nan, which is not a number to calculate with"),
    bad("infinite", HEAD + "overseer.quality = -inf\n", QUALITY + "-inf, which is not a number to calculate with"),
    bad("beyond floats", HEAD + "overseer.quality = 1e400\n", QUALITY + "inf, which is not a number to calculate with"),
    bad(
        "hundreds of digits",
        HEAD + f"run.rounds = {'9' * 400}\n",
        ROUNDS + "a number of more than nineteen digits, outside its range",
    ),
    bad(
        "thousands of digits",
        HEAD + f"run.rounds = {'9' * 5000}\n",
        "line 4, column 14: A number with thousands of digits",
    ),
    bad(
        "thousands of digits with gaps",
        HEAD + f"a = {'9_9' * 5000}\n",
        "line 4, column 5: A number with thousands of digits",
    ),
    bad(
        "hexadecimal digits",
        HEAD + f"overseer.quality = 0x{'f' * 60000}\n",
        QUALITY + "a number of more than nineteen digits",
    ),
    bad(
        "choice misspelt",
        HEAD + 'start.method = "imitate"\n',
        'parameters.start.method (line 4): start.method is "imitate", but it must be one of supervised, imitation',
    ),
    bad(
        "number as a choice",
        HEAD + "start.method = 1\n",
        "parameters.start.method (line 4): start.method is 1, but it must be one of",
    ),
    bad(
        "endless choice",
        HEAD + f'start.method = "{"x" * 50000}"\n',
        'parameters.start.method (line 4): start.method is "xxx',
    ),
    bad(
        "size of another task",
        HEAD + '[learned]\ntask = "wildcard_search"\nsize = 32\n',
        "learned.size (line 6): learned.size is 32, outside its range: it must be a whole number from 3 to 8",
    ),
    bad(
        "switch as a number",
        HEAD + "[learned]\ncurriculum = 1\n",
        "learned.curriculum (line 5): learned.curriculum is 1, but it must be true or false.",
    ),
    bad(
        "switch as text",
        HEAD + '[learned]\ncurriculum = "yes"\n',
        'learned.curriculum (line 5): learned.curriculum is the text "yes", but it must be true or false',
    ),
    bad(
        "task a list",
        HEAD + "[learned]\ntask = []\n",
        "learned.task (line 5): learned.task is a list, but it must be one of permutation_powering",
    ),
    # --- view
    bad(
        "unknown chart",
        HEAD + '[view]\ncharts = ["misalignmnt"]\n',
        "view.charts (line 5): There is no chart misalignmnt; did you mean misalignment?",
    ),
    bad("no charts", HEAD + "[view]\ncharts = []\n", "view.charts (line 5): The list of charts is empty"),
    bad(
        "chart as text",
        HEAD + '[view]\ncharts = "plane"\n',
        'view.charts (line 5): view.charts is text, but it must be a list of names, such as ["capability"].',
    ),
    bad(
        "unknown control",
        HEAD + '[view]\nshow = ["run.round"]\n',
        "view.show (line 5): There is no parameter run.round; did you mean run.rounds?",
    ),
    bad(
        "locked twice",
        HEAD + '[view]\nlock = ["run.seed", "run.seed"]\n',
        "view.lock (line 5): view.lock names run.seed twice.",
    ),
    bad(
        "numbers in a list",
        HEAD + "[view]\nlock = [1]\n",
        "view.lock (line 5): view.lock holds a number, but every entry must be a name in quotes.",
    ),
    # --- much of it
    bad("deep lists", HEAD + "a = " + "[" * 60000, "Lists or tables are nested too deeply"),
    bad("deep tables", HEAD + "a = " + "{b = " * 12000, "Lists or tables are nested too deeply"),
    bad("deep keys", "a." * 32000 + "a = 1", "line 1, column 1: A key has more than 50 parts"),
    bad("deep headers", HEAD + "[" + '"a" . ' * 10000 + "a]\n", "line 4, column 2: A key has more than 50 parts"),
    bad(
        "all at once",
        'title = ""\n[view]\nshow = ["a.b"]\n[parameters]\nrun.rounds = 0\noverseer.quality = 2\n'
        "[learned]\nwidth = 1\n",
        "format: The format is missing",
        "title (line 1): The title is empty.",
        "view.show (line 3): There is no parameter a.b.",
        "parameters.run.rounds (line 5): run.rounds is 0, outside its range",
        "parameters.overseer.quality (line 6): overseer.quality is 2, outside its range",
        "learned.width (line 8): learned.width is 1, outside its range: it must be a whole number from 4 to 512.",
    ),
)
