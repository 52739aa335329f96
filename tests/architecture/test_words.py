"""What people read: every word can be translated, none shouts, and none tells of our machines."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "dilc_desktop"
SOURCES = sorted(PACKAGE.rglob("*.py"))
UI = sorted((PACKAGE / "ui").rglob("*.py"))

TRANSLATORS = frozenset({"tr", "_tr"})
# Where each of these takes words that are shown or spoken: places and names of arguments.
SHOWN: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "label": ((0,), ("text",)),
    "paragraph": ((0,), ("text",)),
    "button": ((0,), ("text", "name", "tip")),
    "icon_button": ((2,), ("name",)),
    "labelled": ((0,), ()),
    "Card": ((1, 2), ("title", "hint")),
    "DateField": ((1,), ()),
    "QLabel": ((0,), ()),
    "QPushButton": ((0, 1), ()),
    "QToolButton": ((0,), ()),
    "QCheckBox": ((0,), ()),
    "QRadioButton": ((0,), ()),
    "QAction": ((0, 1), ()),
    "QMenu": ((0,), ()),
    "addAction": ((0, 1), ()),
    "addMenu": ((0, 1), ()),
    "addItem": ((0, 1), ()),
    "addItems": ((0,), ()),
    "setText": ((0,), ()),
    "setTitle": ((0,), ()),
    "setPlainText": ((0,), ()),
    "setToolTip": ((0,), ()),
    "setStatusTip": ((0,), ()),
    "setWhatsThis": ((0,), ()),
    "setWindowTitle": ((0,), ()),
    "setAccessibleName": ((0,), ()),
    "setAccessibleDescription": ((0,), ()),
    "setPlaceholderText": ((0,), ()),
    "setSuffix": ((0,), ()),
    "setPrefix": ((0,), ()),
    "setHeaderLabels": ((0,), ()),
    "set_essence": ((0,), ()),
    "getOpenFileName": ((1, 3), ("caption", "filter")),
    "getOpenFileNames": ((1, 3), ("caption", "filter")),
    "getSaveFileName": ((1, 3), ("caption", "filter")),
    "getExistingDirectory": ((1,), ("caption",)),
    "say": ((0,), ()),
    "_say": ((0,), ()),
    "announce": ((0,), ()),
    "drawText": ((0, 1, 2, 3, 4, 5), ()),
}
# A key's own name is printed on the key.
KEY = re.compile(r"(?:Ctrl|Alt|Shift|Enter|Esc|Tab|F\d+|Page|Up|Down|Space)(?:\+\S+)*")
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[A-Z][^\W\d_]*[,.:;]? [^\W\d_]+")
# Names of typefaces are not translated.
NAMES = frozenset({"IBM Plex Sans", "DejaVu Sans", "Noto Sans"})


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    match call.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def literals(shown: ast.expr) -> Iterator[ast.Constant]:  # noqa: C901, PLR0912 - a table of forms
    """The strings that reach the screen untranslated through an expression."""
    match shown:
        case ast.Constant(str(words)):
            if WORD.search(KEY.sub("", words)):
                yield shown
        case ast.Call() if called(shown) in {
            "format",
            "join",
            "replace",
            "strip",
            "upper",
            "lower",
        }:
            assert isinstance(shown.func, ast.Attribute)
            yield from literals(shown.func.value)
            if called(shown) == "format" or called(shown) == "join":
                for argument in shown.args:
                    yield from literals(argument)
        case ast.Call():
            return
        case ast.JoinedStr(parts) | ast.List(parts) | ast.Tuple(parts):
            for part in parts:
                yield from literals(part)
        case ast.FormattedValue(inner) | ast.NamedExpr(value=inner) | ast.Starred(inner):
            yield from literals(inner)
        case ast.IfExp(_, one, other) | ast.BinOp(left=one, right=other):
            yield from literals(one)
            yield from literals(other)
        case ast.BoolOp(_, sides):
            for side in sides:
                yield from literals(side)
        case ast.Subscript(ast.Dict(_, values)):
            for value in values:
                yield from literals(value)
        case ast.ListComp(element) | ast.GeneratorExp(element):
            yield from literals(element)


def bare_literals(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Words that a widget is given without translation."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or called(call) not in SHOWN:
            continue
        places, names = SHOWN[called(call)]
        given = [a for place, a in enumerate(call.args) if place in places]
        given += [k.value for k in call.keywords if k.arg in names]
        for argument in given:
            for found in literals(argument):
                yield found.lineno, str(found.value)


def translated(tree: ast.AST) -> Iterator[ast.Constant]:
    """The strings inside calls of a translator."""
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and called(call) in TRANSLATORS:
            for argument in call.args:
                for part in ast.walk(argument):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part


def docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    """The strings that stand alone as statements."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def bare_sentences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Strings that read like a sentence and are neither translated nor a docstring.

    Errors are raised in plain English in every room.
    """
    known = {id(node) for node in (*translated(tree), *docstrings(tree))}
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise):
            known |= {id(part) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        text = node.value
        if id(node) not in known and text not in NAMES and SENTENCE.match(text):
            yield node.lineno, text


def tree_of(file: Path) -> ast.AST:
    return ast.parse(file.read_text(encoding="utf-8"))


def found_in(files: list[Path], search: object) -> list[str]:
    assert callable(search)
    return [
        f"{file.relative_to(ROOT)}:{line}: {text!r}"
        for file in files
        for line, text in search(tree_of(file))
    ]


def test_no_widget_is_given_words_without_translation() -> None:
    assert found_in(UI, bare_literals) == []


def test_no_sentence_in_the_windows_stands_outside_translation() -> None:
    files = [file for file in UI if file.name != "stylesheet.py"]
    assert found_in(files, bare_sentences) == []


def test_a_translation_is_asked_for_with_fixed_words_only() -> None:
    def built(tree: ast.AST) -> Iterator[tuple[int, str]]:
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and called(call) in TRANSLATORS:
                for argument in call.args:
                    if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                        yield call.lineno, ast.unparse(call)

    assert found_in(UI, built) == []


@pytest.mark.parametrize(
    "code",
    [
        "label('Home')",
        "self.title.setText('Home')",
        "self.title.setText(f'{count} notes')",
        "button('', press, name='Close')",
        "made.setToolTip('Close' if open else self.tr('Open'))",
        "made.setText({1: 'One', 2: self.tr('Two')}[count])",
        "made.setText('{0} notes'.format(count))",
        "menu.addAction('Close')",
    ],
)
def test_words_without_translation_are_noticed(code: str) -> None:
    assert list(bare_literals(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "label(self.tr('Home'))",
        "label(title, 'small', 'quiet')",
        "made.setText(self.tr('{0} notes').format(count))",
        "button(name, press, 'rail', tip='Alt+1')",
        "made.setText(f'{one} \u00b7 {other}')",
        "made.setText({1: self.tr('One')}[count])",
    ],
)
def test_words_with_translation_are_let_through(code: str) -> None:
    assert not list(bare_literals(ast.parse(code)))


def visible_strings(file: Path) -> Iterator[tuple[int, str]]:
    """What a source file may say to a person: all strings but docstrings."""
    tree = tree_of(file)
    silent = {id(node) for node in docstrings(tree)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.lineno, node.value


def test_nothing_that_a_person_reads_has_an_exclamation_mark() -> None:
    shouted = [
        f"{file.relative_to(ROOT)}:{line}: {text!r}"
        for file in SOURCES
        for line, text in visible_strings(file)
        if re.search(r"\w!(?:\s|$)", text)
    ]
    for file in sorted((ROOT / "protocols").glob("*.toml")):
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        shouted += [f"{file.name}: {words!r}" for words in strings_in(told) if "!" in words]
    assert shouted == []


def strings_in(told: object) -> Iterator[str]:
    """All strings of a parsed file."""
    match told:
        case str():
            yield told
        case dict():
            for value in told.values():
                yield from strings_in(value)
        case list():
            for value in told:
                yield from strings_in(value)


# Put together here, so that this file does not name what it looks for.
MACHINE = re.compile(
    "|".join(
        (
            "/" + r"(?:root|work|opt|home|Users|tmp)/\w",
            r"[A-Z]:\\" + "Users",
            r"\b(?:files\.)?python" + r"hosted\.org",
            r"\bpypi" + r"\.",
            r"\b(?:artifactory|devpi|" + r"nexus)\b",
            "index" + "-url",
        )
    )
)
SPOKEN = (
    "*.py",
    "*.md",
    "*.toml",
    "*.txt",
    "*.json",
    "*.desktop",
    "*.yml",
    "*.yaml",
    "*.sh",
    "run",
)
PLACES = ("dilc_desktop", "packaging", "protocols", "resources", "tests", ".ci")


def texts() -> Iterator[Path]:
    """Every text file of the project that people read or machines run."""
    for pattern in SPOKEN:
        yield from ROOT.glob(pattern)
        for place in PLACES:
            for file in (ROOT / place).rglob(pattern):
                if not any(part.startswith(".") and part != ".ci" for part in file.parts):
                    yield file


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    found = []
    count = 0
    for file in texts():
        count += 1
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            if file != Path(__file__) and MACHINE.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert found == []
    assert count > 150


# The excepthook needs no `except`; a self-test is not among the commands yet.
EVERYTHING_CAUGHT = {"dilc_desktop/ui/background.py"}


def test_everything_is_caught_only_where_a_bug_must_not_end_the_session() -> None:
    found = set()
    for file in SOURCES:
        for node in ast.walk(tree_of(file)):
            if not isinstance(node, ast.ExceptHandler):
                continue
            kinds = [None] if node.type is None else list(ast.walk(node.type))
            broad = any(
                kind is None
                or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})
                for kind in kinds
            )
            # What is raised again is not caught.
            again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if broad and not again:
                found.add(file.relative_to(ROOT).as_posix())
    assert found == EVERYTHING_CAUGHT


COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b|\brgba?\(|\bhsla?\(")
# The printed page has one look, whatever the screen wears.
PRINTED = PACKAGE / "reports" / "look.py"


def test_colours_are_named_in_the_palettes_and_nowhere_else() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{line}: {text!r}"
        for file in SOURCES
        for line, text in visible_strings(file)
        if file != PRINTED and COLOUR.search(text)
    ]
    for file in UI:
        for node in ast.walk(tree_of(file)):
            match node:
                case ast.Attribute(ast.Attribute(attr="GlobalColor"), name):
                    # No colour at all is no colour of ours, and what is printed lies on white.
                    if name not in ("transparent", "white"):
                        found.append(f"{file.relative_to(ROOT)}:{node.lineno}: {name}")
                case ast.Call() if called(node) in {"QColor", "fromRgb", "fromHsv"}:
                    if any(isinstance(argument, ast.Constant) for argument in node.args):
                        found.append(f"{file.relative_to(ROOT)}:{node.lineno}: a colour in figures")
    assert found == []
