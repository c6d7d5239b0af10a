"""The gate for strings that escape translation: what reaches a widget or a painter goes through `tr`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOWN = {
    "setText", "setToolTip", "setAccessibleName", "setAccessibleDescription", "setWindowTitle", "setTitle",
    "setPlaceholderText", "setStatusTip", "setWhatsThis", "setInformativeText", "setLabelText", "setDetailedText",
    "addAction", "addMenu", "addButton", "addItem", "addItems", "addRow", "addTab", "drawText", "drawStaticText",
    "showMessage", "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction",
    "QMenu", "QStaticText", "QDialog", "Label", "Message", "Remark", "LinkButton", "Link", "Button",
}  # fmt: skip
"""Calls whose texts are seen or heard."""

TRANSLATING = {"tr", "mark", "plural"}
_WORD = re.compile(r"[^\W\d_]{2,}")
_ALLOWED = re.compile(r"\(?\*\.\w+\)?|[A-Z][a-z]+\+.*")
"""Filters of file dialogs; keys."""


def modules() -> list[Path]:
    return sorted((ROOT / "simulator" / "ui").rglob("*.py"))


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def bare_texts(node: ast.expr) -> Iterator[str]:
    """Words in an argument that no translation has seen: in literals, f-strings, joined or chosen ones."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and _WORD.search(_ALLOWED.sub("", node.value)):
            yield node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from bare_texts(part.value if isinstance(part, ast.FormattedValue) else part)
    elif isinstance(node, ast.BinOp):
        yield from bare_texts(node.left)
        yield from bare_texts(node.right)
    elif isinstance(node, ast.IfExp):
        yield from bare_texts(node.body)
        yield from bare_texts(node.orelse)
    elif isinstance(node, ast.Tuple | ast.List):
        for item in node.elts:
            yield from bare_texts(item)


def escapes(source: str) -> Iterator[str]:
    """What is wrong in a module: words that are shown untranslated, and translations that can never be found."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = name_of(node)
        if name in SHOWN:
            for argument in node.args:
                for text in bare_texts(argument):
                    yield f"line {node.lineno}: {name}({text!r}) without tr"
        elif name in TRANSLATING and isinstance(node.func, ast.Name):
            for argument in node.args[: 2 if name == "plural" else 1]:
                if isinstance(argument, ast.JoinedStr | ast.BinOp):
                    yield f"line {node.lineno}: {name} of a text that is put together: it is in no table"


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_string_escapes_translation(path: Path) -> None:
    assert list(escapes(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        'label.setText("Round")',
        'label.setText(f"Round {number}")',
        'label.setText("Round " + number)',
        'label.setToolTip("Open" if is_open else "")',
        'painter.drawText(place, flags, "model")',
        'QPushButton("Close", self)',
        'tr(f"Round {number}")',
        'tr("Round " + number)',
        'plural("1 run", f"{count} runs", count)',
        'mark("a" + b)',
    ],
)
def test_the_gate_sees_a_string_that_escapes(source: str) -> None:
    assert len(list(escapes(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        'label.setText(tr("Round"))',
        'label.setText(tr("Round {number}", number=number))',
        'label.setText(f"{name} {figure}")',
        'label.setText("–" if value is None else shown(value))',
        'painter.drawText(place, flags, "R")',
        'label.setObjectName("head")',
        "tr(TABLE[id_].label)",
    ],
)
def test_the_gate_lets_pass_what_is_translated(source: str) -> None:
    assert list(escapes(source)) == []
