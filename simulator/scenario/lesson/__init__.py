"""Lessons as data (product.md 3): a folder with scenario.toml, lesson.md and teacher.md; code holds no lesson.

`reader.read_folder(path)` is a checked `Lesson`, or a ScenarioError with every problem and its place. `lesson.scenario`
is what the lesson plays with, `lesson.steps` its steps in order (`step.kind`, `step.title`, `step.body` as Markdown,
`step.fields` as in `records.FIELDS`), `lesson.variations` and `lesson.claims` what else the file lists, and
`lesson.teacher` the notes as Markdown by heading.

lesson.md is `# Title`, then `## kind | title` for each step. Lines `key: value` directly below a heading are the
step's fields; after a blank line comes its text. Links in the text are read by `links.parse`: `sim:set?id=value&…`,
`sim:play`, `sim:show?chart=origins`, `sim:round?number=5`, `sim:why?round=6&depth=5`; web addresses are only shown.

`goal:` and `holds:` are expressions (`expressions.parse`, then `.holds(parameters)`): measures of the run such as
`horizon`, at the last round, at a round (`horizon[5]`), at best (`max(misalignment)`), with other settings
(`horizon{reliability.copies=3}`), compared and joined by and, or, not; `a ~ 6.1` means equal as it is written.
"""
