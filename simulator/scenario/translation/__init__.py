"""Other languages than English: one folder each in assets/translations (no Qt).

    de/program.po      every text of the program, in the format that translators' tools know
    de/scenarios.po    titles, notes and words of the bundled scenarios
    de/glossary.md     the terms that lessons explain; `## Term | another form, one more`
    de/lessons/<slug>/ lesson.md and teacher.md in this language: words only, all else is the original's
    de/README.md       what this language decided: how learners are addressed, one word for each term

`folder.languages()` lists them, `folder.texts(code)` is what the interface looks up. scripts/translations.py keeps the
po files in step with the program; tests/languages is the gate.
"""
