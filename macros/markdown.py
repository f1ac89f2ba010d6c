"""A page's HTML as Markdown that reads well without a browser, wherever it is pasted.

markdownify walks the tree; what is said here is what the parts of this site mean: figures are their words, calculators
their answer and their inputs, cells of tables one line each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from markdownify import ATX, MarkdownConverter

__all__ = ["inputs", "markdown"]

_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
"""Large, and said in words beside it; taken out before the HTML is parsed."""

_SILENT = """
[aria-hidden=true], [hidden], [role=status], .headerlink, .footnote-backref, .glossary-letters, .chart-drawing,
.calculator-actions, .row-actions, form .visually-hidden, form .help, form .bounds, button, input[type=hidden],
noscript, script, style, template
"""
_BESIDE = ":is(li, p, h2, h3, h4, th, td, summary):not(:has(pre)) > :is(a, span), span > a"
"""Style sheets set these apart; here punctuation must."""

_SPACES = re.compile(r"\s+")
_RUN = re.compile(r"(?<=\S) {2,}")
_TASK = re.compile(r"^( *- \[[ x]\]) +")
_BLANKS = re.compile(r"\n{3,}")
_CODE_SPACE, _CODE_BLANK = "\1", "\2"
"""Stand for a space and a blank line of code until those of all else are counted."""
_LANGUAGE = re.compile(r"language-([\w+-]+)")
_LABEL = re.compile(r"(label|name|number|title)$")
_HEADING = re.compile(r"h[1-6]")

_Tags = set[str]


def _classes(tag: Tag) -> list[str]:
    return [str(name) for name in tag.get_attribute_list("class") if name]


def _words(tag: Tag | None) -> str:
    return _SPACES.sub(" ", tag.get_text()).strip() if tag else ""


def _value(field: Tag) -> str:
    """What is put in or chosen."""
    if field.select_one("input[type=radio]"):
        return _words(field.select_one("label:has(input[checked])"))
    control = field.select_one("input, select, textarea")
    if control is None:
        return ""
    if control.name == "select":
        return _words(control.select_one("option[selected]") or control.select_one("option"))
    return str(control.get("value") or "") if control.name == "input" else _words(control)


def _say_inputs(soup: BeautifulSoup) -> None:
    """Forms become what was put in: a line for each field, tables as they stand."""
    for form in soup.select("form"):
        for cell in form.select("table :is(td, th):has(input, select)"):
            cell.string = _value(cell)
        for field in form.select(".field:not(.rows-field), fieldset.scale"):
            label, value = _words(field.select_one("label, legend")).rstrip("?: "), _value(field)
            if field.name == "fieldset":
                label = _words(field.select_one("legend")).rstrip("?: ")
            more = [_words(part) for part in field.select(".unit")]
            if ends := [_words(end) for end in field.select(".scale-ends > *")]:
                more.append(f"({'; '.join(ends)})")
            field.clear()
            field.name, field.attrs = "li", {}
            if value:
                field.string = " ".join([f"{label}: {value}", *more])
            else:
                field.decompose()
        for tag in form.select("label, input, select, textarea"):
            tag.decompose()
        for holder in form.select(":has(> li):not(ol, ul)"):
            for text in holder.find_all(string=True, recursive=False):
                text.extract()
            holder.name = "ul"


def _say_apart(soup: BeautifulSoup) -> None:
    """Put punctuation between parts of a line that only style sheets set apart."""
    for part in soup.select("dt > span"):
        if part.previous_sibling and (words := _words(part)):
            part.string = f" ({words})"
    for part in soup.select(_BESIDE):
        before = part.previous_sibling
        gap = before if isinstance(before, NavigableString) and not before.strip() else None
        if gap:
            before = gap.previous_sibling
        if not isinstance(before, Tag) or not (said := _words(before)):
            continue
        if part.name == "a":
            mark = "" if gap else ", " if before.name == "a" else " "
        elif said[-1] in ".:;,?!":
            mark = " "
        elif before.name in ("strong", "a") or any(map(_LABEL.search, _classes(before))):
            mark = ": "
        else:
            mark = ". "
        if mark:
            if gap:
                gap.extract()
            part.insert_before(mark)


def _said(soup: BeautifulSoup) -> BeautifulSoup:
    """The tree with words for what else would be seen or worked with."""
    for box in soup.select("li.task-list-item input[type=checkbox]"):
        box.replace_with("[x] " if box.has_attr("checked") else "[ ] ")
    for silent in soup.select(_SILENT):
        silent.decompose()
    for label in soup.select(".chapter-reader > .chapter-label"):
        label.name, label.string = "strong", f"{_words(label)}:"
    for grade in soup.select(".evidence-source > .grade"):
        grade.string = f"Grade: {_words(grade)}."
    for minutes in soup.select(".chapter-minutes"):
        minutes.string = f"({_words(minutes)})"
        minutes.name = "em"
    _say_inputs(soup)
    _say_apart(soup)
    return soup


def _grid(table: Tag) -> Iterator[list[Tag]]:
    """The cells of each row; one that spans several stands in each of them."""
    below: dict[int, tuple[int, Tag]] = {}
    for row in table.select("tr"):
        cells: list[Tag] = []
        waiting = row.find_all(("td", "th"), recursive=False)
        while waiting or len(cells) in below:
            columns = 1
            if len(cells) in below:
                rows, cell = below.pop(len(cells))
            else:
                cell = waiting.pop(0)
                rows, columns = int(str(cell.get("rowspan", "1"))), int(str(cell.get("colspan", "1")))
            for _ in range(columns):
                if rows > 1:
                    below[len(cells)] = (rows - 1, cell)
                cells.append(cell)
        yield cells


def _block(text: str) -> str:
    return f"\n\n{text.strip()}\n\n" if text.strip() else ""


def _ended(text: str) -> str:
    """An entry of a list that has become part of a line."""
    words = text.strip()
    return words if words.endswith((".", "?", "!", ";", ":")) else f"{words};"


def _quoted(text: str) -> str:
    lines = _BLANKS.sub("\n\n", text.strip()).split("\n")
    return _block("\n".join(f"> {line}".rstrip() for line in lines))


class _Converter(MarkdownConverter):  # type: ignore[misc]
    """markdownify, with what it does not know. `address` is the page's, from which its links are read."""

    def __init__(self, address: str) -> None:
        super().__init__(heading_style=ATX, bullets="-", autolinks=False, wrap=True, wrap_width=None)
        self._address = address

    def process_tag(self, node: Tag, parent_tags: _Tags | None = None) -> str:
        """Tables and code are made from their parts, so nothing inside them is walked first."""
        if node.name == "table":
            return self._table(node)
        if node.name == "pre":
            return self._code(node)
        walked: str = super().process_tag(node, parent_tags)
        return walked

    def _cell(self, cell: Tag) -> str:
        inner = "".join(self.process_element(child, {"table", "td", "_inline"}) for child in cell.children)
        return _SPACES.sub(" ", inner).strip(" ;").replace("|", "\\|")

    def _table(self, table: Tag) -> str:
        """A row is a line; several head rows become one; a column without words is left out."""
        rows = [[self._cell(cell) for cell in row] for row in _grid(table)]
        heads = len(table.select("thead tr"))
        columns = [list(column) for column in zip_longest(*rows, fillvalue="") if any(column)]
        head = [": ".join(dict.fromkeys(filter(None, column[:heads]))) for column in columns]
        body = list(zip(*(column[heads:] for column in columns), strict=True))
        lines = ["| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *body)]
        caption = table.select_one("caption")
        return (_block(f"**{self._cell(caption)}**") if caption else "") + _block("\n".join(lines))

    def _code(self, pre: Tag) -> str:
        language = _LANGUAGE.search(" ".join(_classes(pre.parent))) if pre.parent else None
        name = pre.select_one(".filename") or pre.find_previous_sibling("span", class_="filename")
        text = pre.get_text().strip("\n").replace(" ", _CODE_SPACE)
        code = "\n".join(line or _CODE_BLANK for line in text.split("\n"))
        title = f"**{_words(name)}**\n\n" if name else ""
        fence = "````" if "```" in code else "```"
        return _block(f"{title}{fence}{language[1] if language else ''}\n{code}\n{fence}")

    def convert_a(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        """A link with its whole address; places on the page too, since a copy is read elsewhere."""
        words = text.strip()
        if not words or "_noformat" in parent_tags or not el.get("href"):
            return text
        before, after = (" " if text[0].isspace() else ""), (" " if text[-1].isspace() else "")
        return f"{before}[{words}]({urljoin(self._address, str(el['href']))}){after}"

    def convert_img(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        return f"![{el.get('alt', '')}]({urljoin(self._address, str(el.get('src', '')))})"

    def convert_sup(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        return f"^{text}" if text else ""

    def convert_span(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        return "" if "filename" in _classes(el) else text

    def convert_div(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        if el.name == "aside" or "admonition" in _classes(el):
            return _quoted(text)
        if el.parent and el.parent.name == "dl":
            return text
        return _block(text)

    convert_article = convert_aside = convert_details = convert_fieldset = convert_form = convert_div
    convert_header = convert_nav = convert_section = convert_figure = convert_div

    def convert_p(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        if "_inline" in parent_tags:
            return f" {text.strip()} " if text.strip() else ""
        is_title = any(name.endswith(("-title", "chapter-label")) for name in _classes(el))
        return _block(f"**{text.strip()}**" if is_title and text.strip() else text)

    def convert_summary(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        return _block(f"**{text.strip()}**") if text.strip() else ""

    convert_legend = convert_summary

    def convert_figcaption(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        return _block(f"Figure: {text.strip()}")

    def convert_dl(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        return text if "_inline" in parent_tags else _block(text)

    def convert_dt(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        return f" {text.strip()}: " if "_inline" in parent_tags else f"\n- **{text.strip().strip('*')}**:"

    def convert_dd(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        words = _BLANKS.sub("\n\n", text.strip()).replace("\n", "\n  ")
        if "_inline" in parent_tags:
            return f" {_ended(words)}"
        return f"\n  {words}\n" if words.startswith("- ") else f" {words}\n"

    def convert_li(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        if "_inline" in parent_tags:
            return f" {_ended(text)}"
        if el.find(_HEADING, recursive=False):
            return _block(text)  # an entry with a heading is a section
        made: str = super().convert_li(el, _BLANKS.sub("\n\n", text).strip(), parent_tags)
        return made

    def convert_ul(self, el: Tag, text: str, parent_tags: _Tags) -> str:
        if "_inline" in parent_tags:
            return f" {text.strip(' ;')} "
        return f"\n{text}" if el.find_parent("li") else _block(text)

    convert_ol = convert_ul


def inputs(form: str) -> str:
    """The HTML of a form as that of what was put in."""
    soup = BeautifulSoup(form, "lxml")
    for silent in soup.select(_SILENT):
        silent.decompose()
    _say_inputs(soup)
    return "".join(map(str, soup.form.contents)) if soup.form else ""


def markdown(html: str, address: str) -> str:
    """The content of the page at `address` as Markdown; links carry their whole address."""
    soup = _said(BeautifulSoup(_DRAWING.sub("", html), "lxml"))
    text: str = _Converter(address).convert_soup(soup)
    lines = (_RUN.sub(" ", _TASK.sub(r"\1 ", line)).rstrip() for line in text.split("\n"))
    text = _BLANKS.sub("\n\n", "\n".join(lines)).strip()
    return text.replace(_CODE_BLANK, "").replace(_CODE_SPACE, " ") + "\n"
