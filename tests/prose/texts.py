"""Every text of the project that somebody reads, with its place.

Macros, markup and names of files are masked by as many other characters, so that places stay true.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from attrs import frozen

from calculators.source import parse

__all__ = ["PROJECT", "Text", "texts"]

PROJECT = Path(__file__).resolve().parents[2]

_NAME = re.compile(r"[a-z0-9]+([-_./#][a-z0-9]+)+|https?://\S+|10\.\d+/\S+")
"""An id, a file, an address or a DOI: a value that is not prose."""

_OURS = {"references": {"note"}, "search": set[str]()}
"""The keys whose text is ours, in files that hold names, titles and what readers type besides."""

_SHOWN = {"label", "help", "title", "unit", "note", "caption"}
"""Arguments of the engine that are shown, even a single word."""

_ASKS = {"select", "select_one", "set", "xpath"}
"""Methods that take names of elements, or ways to them."""

_CODE = re.compile(r"^(?:---\n|//|/Applications/|function |var )|:(?:has|is|not)\(|, \[")
"""What front matter, paths, programs and selectors begin with or hold, and a sentence does not."""

_SENTENCE = re.compile(r"[^\W\d_]{2,},? [^\W\d_]+")
_FILE = re.compile(
    r"(`+)[^\n]+?\1|[A-Z]:\\\S+|(?<![\w.])\.\w+"
    r"|[\w/.*-]*\.(?:py|yml|json|csv|toml|ipynb|js|css|html|md)\b|\b\w+_\w+\b|\bdocs/\w+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|io|ai|net|eu)\b|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b|\bv\d+\b"
)
"""Inline code; names of files, keys, folders and hosts; commits and versions."""
_FENCE = re.compile(r"^( *)(`{3,}).*?^\1\2$", re.MULTILINE | re.DOTALL)
_MACRO = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_CITATION = re.compile(r"\{\{ ?cite\([^)]*\) ?\}\}")
_TERM = re.compile(r'(\{\{ ?term\("[^"]*", ")([^"]*)("\) ?\}\})')
_ADMONITION = re.compile(r"^(?:!!!|\?\?\?\+?|===) .*\n(?:(?: {4}.*)?\n)+", re.MULTILINE)
_ROW = re.compile(r"^ *\|.*\| *$", re.MULTILINE)


@frozen
class Text:
    """Text as Markdown, and where it begins."""

    file: str
    line: int
    column: int
    text: str

    def place(self, line: int, column: int) -> tuple[int, int]:
        """Line and column in the file of a place in the text."""
        return self.line + line - 1, column + (self.column - 1 if line == 1 else 0)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _code(text: str) -> str:
    """Inline code of the same length."""
    return f"`X{'x' * (len(text) - 3)}`" if len(text) > 2 else _blank(text)


def _prose(text: str) -> str:
    return _FILE.sub(lambda found: _code(found[0]), text)


def _quoted(found: re.Match[str]) -> str:
    """An admonition as a quotation in the same columns; plain Markdown would take the inside for code."""
    _, _, body = found[0].partition("\n")
    return ">\n" + re.sub(r"^(?: {4})?", ">   ", body, flags=re.MULTILINE).removesuffix(">   ")


def _markdown(file: str, text: str) -> Iterator[Text]:
    """The front matter, the cells of tables, the titles of admonitions, and the rest."""
    if text.startswith("---\n"):
        head, _, rest = text.partition("\n---\n")
        yield from _data(file, head)
        text = f"{_blank(head)}\n\n{rest}"
    text = _FENCE.sub(lambda found: _blank(found[0]), text)
    text = re.sub(r"`[^`\n]*\{[{%][^`\n]*`", lambda found: _code(found[0]), text)
    text = _CITATION.sub(lambda found: "They".ljust(len(found[0])), text)
    text = _TERM.sub(lambda found: f"{_code(found[1])}{found[2]}{_code(found[3])}", text)
    text = _MACRO.sub(lambda found: _code(found[0]) if "\n" not in found[0] else _blank(found[0]), text)
    text = re.sub(r"\{[:.#][^}\n]*\}", lambda found: _blank(found[0]), text)
    for row in _ROW.finditer(text):
        line = text.count("\n", 0, row.start()) + 1
        for cell in re.finditer(r"(?<=\|)[^|]*[^\W\d_][^|]*(?=\|)", row[0]):
            yield Text(file, line, cell.start() + 1, _prose(cell[0]))
    for title in re.finditer(r'^(?:!!!|\?\?\?\+?|===)(?: \w+)? "(.*)"$', text, re.MULTILINE):
        yield Text(file, text.count("\n", 0, title.start()) + 1, title.start(1) - title.start() + 1, _prose(title[1]))
    yield Text(file, 1, 1, _prose(_ADMONITION.sub(_quoted, _ROW.sub("", text))))


@cache
def _ids() -> frozenset[str]:
    """The ids of all data files, by which one names another."""
    found = (
        re.findall(r"\bid: ([\w-]+)", path.read_text(encoding="utf-8")) for path in PROJECT.glob("docs/data/*.yml")
    )
    return frozenset(one for ids in found for one in ids)


def _data(file: str, text: str) -> Iterator[Text]:
    """The values of YAML that are prose."""
    source = parse(text, file)
    lines = text.splitlines()
    ours = _OURS.get(Path(file).stem)

    def walk(value: Any, path: tuple[str | int, ...]) -> Iterator[Text]:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key not in {"id", "hide"} and (ours is None or key in ours or not isinstance(inner, str)):
                    yield from walk(inner, (*path, key))
        elif isinstance(value, list) and (ours is None or all(isinstance(inner, dict) for inner in value)):
            for index, inner in enumerate(value):
                yield from walk(inner, (*path, index))
        elif isinstance(value, str) and not _NAME.fullmatch(value) and value not in _ids():
            line, column = source.position(path)
            first = lines[line - 1][column - 1 : column]
            if first in {">", "|"}:
                line += 1
                column = len(lines[line - 1]) - len(lines[line - 1].lstrip()) + 1
            yield Text(file, line, column + (first in {"'", '"'}), _prose(value))

    yield from walk(source.value, ())


class _Visible(HTMLParser):
    """The text of HTML, and of the attributes that are read out."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file
        self.found: list[Text] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style"}
        for name, value in attrs:
            if name in {"alt", "title", "aria-label", "placeholder"} and value:
                self._add(value)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self._add(data)

    def _add(self, text: str) -> None:
        line, column = self.getpos()
        line += len(text) - len(text.lstrip("\n"))
        text = re.sub(r'[\w-]+="[^"]*"', lambda found: _blank(found[0]), text)
        if re.search(r"[^\W\d_]{2,}", text):
            self.found.append(Text(self.file, line, column + 1, re.sub(r"\n *", "\n", text.strip())))


def _template(file: str, text: str) -> Iterator[Text]:
    parser = _Visible(file)
    parser.feed(_MACRO.sub(lambda found: _blank(found[0]), text))
    parser.close()
    yield from parser.found


def _python(file: str, text: str) -> Iterator[Text]:
    """Strings that hold a sentence; docstrings are for those who read the code."""
    tree = ast.parse(text)
    passed: set[int] = set()
    shown: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
                passed |= {id(part) for part in node.args}
            case ast.Call(func=ast.Attribute(attr=asked)) if asked in _ASKS:
                passed |= {id(part) for part in node.args}
            case ast.Expr(value=ast.Constant()):
                passed.add(id(node.value))
            case ast.keyword(arg=str(name)) if name in _SHOWN:
                shown.add(id(node.value))
            case ast.JoinedStr():
                passed |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(said)) if id(node) not in passed:
                pass
            case ast.JoinedStr():
                said = "".join(str(part.value) if isinstance(part, ast.Constant) else "`x`" for part in node.values)
            case _:
                continue
        if (id(node) in shown or _SENTENCE.search(said)) and not said.endswith(";\n") and not _CODE.search(said):
            masked = re.sub(r"<[^>]*>|https?://\S*|%?\.\d[a-z]", lambda found: _blank(found[0]), said)
            yield Text(file, node.lineno, node.col_offset + 2, _prose(masked))


_SCRIPT = re.compile(r"""(?<=['"`])[A-Z][a-z]+ [^'"`\n]*(?=['"`])""")


def _script(file: str, text: str) -> Iterator[Text]:
    """Literals that begin as a sentence does."""
    for found in _SCRIPT.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        yield Text(file, line, column, re.sub(r"\$\{[^}]*\}", lambda hole: _code(hole[0]), found[0]))


_READERS: dict[str, Callable[[str, str], Iterator[Text]]] = {
    "*.md": _markdown,
    "docs/**/*.md": _markdown,
    "docs/data/*.yml": _data,
    "macros/templates/**/*.html": _template,
    "calculators/**/templates/*.html": _template,
    "overrides/*.html": _template,
    "calculators/**/*.py": _python,
    "macros/**/*.py": _python,
    "docs/assets/js/*.js": _script,
    "calculators/browser/*.js": _script,
}


def texts() -> Iterator[Text]:
    """All of them, file by file."""
    for pattern, read in _READERS.items():
        for path in sorted(PROJECT.glob(pattern)):
            yield from read(path.relative_to(PROJECT).as_posix(), path.read_text(encoding="utf-8"))
