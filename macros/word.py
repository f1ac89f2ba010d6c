"""Documents as Word files, with python-docx: real headings, lists and tables, the same bytes for the same words.

python-docx is asked for here only, and only when a file is not in the cache.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Length, Pt, RGBColor

from macros.documents import PLACE, Block, Bullets, Check, Document, Heading, Note, Prompt, Table, Text

__all__ = ["word"]

_INK, _MUTED, _ACCENT, _RULE = "17211F", "56625F", "0B5D52", "B9C4C1"
_FONT = "Calibri"
_A4 = Cm(21.0), Cm(29.7)
_MARGIN = Cm(2.2)
_BOXES = {True: "☒ ", False: "☐ "}


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _colour(name: str) -> RGBColor:
    return RGBColor.from_string(name)


def _style(word: WordDocument, name: str, base: str = "Normal") -> Any:
    if name in word.styles:
        return word.styles[name]
    made = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    made.base_style = word.styles[base]
    return made


def _speak_british(word: WordDocument) -> None:
    """The language of all text, for spelling and for screen readers."""
    for place in (word.styles.element, word.settings.element):
        for language in place.iter(qn("w:lang"), qn("w:themeFontLang")):
            language.set(qn("w:val"), "en-GB")


def _typeface(style: Any, size: float, colour: str, *, bold: bool = False, italic: bool = False) -> None:
    style.font.name = _FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.lower().endswith("theme"):
            del fonts.attrib[name]  # a theme's typeface would win over the named one
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), _FONT)
    style.font.size, style.font.color.rgb = Pt(size), _colour(colour)
    style.font.bold, style.font.italic = bold, italic


def _space(style: Any, before: float, after: float, *, keep: bool = False) -> None:
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.keep_with_next = keep


def _styles(word: WordDocument) -> None:
    normal = word.styles["Normal"]
    _typeface(normal, 10.5, _INK)
    _space(normal, 0, 6)
    normal.paragraph_format.line_spacing = 1.12
    for name, size, colour, before, after in (
        ("Title", 24, _INK, 0, 4),
        ("Heading 1", 14, _ACCENT, 18, 4),
        ("Heading 2", 11, _INK, 10, 0),
    ):
        style = word.styles[name]
        _typeface(style, size, colour, bold=True)
        _space(style, before, after, keep=True)
    border = word.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        word.styles["Title"].element.pPr.remove(border)
    note, prompt, cell = _style(word, "Purpose"), _style(word, "Guiding question"), _style(word, "Table text")
    _typeface(note, 10.5, _MUTED)
    _space(note, 0, 10)
    _typeface(prompt, 9.5, _MUTED, italic=True)
    _space(prompt, 0, 3, keep=True)
    _typeface(cell, 9.5, _INK)
    _space(cell, 2, 2)
    head, task = _style(word, "Table head", "Table text"), _style(word, "Task")
    _typeface(head, 9.5, _INK, bold=True)
    _space(head, 2, 2, keep=True)
    task.paragraph_format.left_indent, task.paragraph_format.first_line_indent = Cm(0.6), Cm(-0.6)
    _space(task, 0, 3)
    _typeface(word.styles["List Bullet"], 10.5, _INK)
    _space(word.styles["List Bullet"], 0, 3)
    for border in word.styles["Table Grid"].element.find(f".//{qn('w:tblBorders')}"):
        border.set(qn("w:color"), _RULE)
    for name in ("Header", "Footer"):
        _typeface(word.styles[name], 8.5, _MUTED)


def _field(paragraph: Any, code: str) -> None:
    run = _element("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    made = _element("w:fldSimple", instr=code)
    made.append(run)
    paragraph._p.append(made)


def _page(word: WordDocument, document: Document) -> Length:
    """Set paper, header and footer; give the width that is left for text."""
    section = word.sections[0]
    short, long = _A4
    section.page_width, section.page_height = (long, short) if document.landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    section.header_distance = section.footer_distance = Cm(1.1)
    width = Emu(section.page_width - 2 * _MARGIN)
    footer = section.footer.paragraphs[0]
    footer.paragraph_format.tab_stops.clear_all()
    for stop in list(footer.style.paragraph_format.tab_stops):
        footer.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    footer.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    footer.add_run(f"{document.title}\t")
    _field(footer, "PAGE")
    footer.add_run(" / ")
    _field(footer, "NUMPAGES")
    return width


def _shaded(cell: Any, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def _table(word: WordDocument, table: Table, width: Length) -> None:
    made = word.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    made.style = word.styles["Table Grid"]
    made.autofit = False
    shares = [Emu(width * share // sum(table.widths)) for share in table.widths]
    for column, share in zip(made.columns, shares, strict=True):
        column.width = share
    first = made.rows[0]._tr.get_or_add_trPr()
    first.append(_element("w:cantSplit"))
    first.append(_element("w:tblHeader"))
    lines: Sequence[tuple[str, ...]] = (table.columns, *table.rows)
    for number, (row, texts) in enumerate(zip(made.rows, lines, strict=True)):
        if number:
            row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
        for cell, text, share in zip(row.cells, texts, shares, strict=True):
            cell.width = share
            cell.paragraphs[0].style = word.styles["Table text" if number else "Table head"]
            cell.paragraphs[0].add_run(text)
            if not number:
                _shaded(cell, "EDF2F0")
    word.add_paragraph().paragraph_format.space_after = Pt(2)


def _add(word: WordDocument, block: Block, width: Length) -> None:
    match block:
        case Heading(level, text):
            word.add_heading(text, level)
        case Note(text):
            word.add_paragraph(text, "Purpose")
        case Prompt():
            word.add_paragraph(block.whole, "Guiding question")
        case Text(text):
            paragraph = word.add_paragraph(text)
            if text == PLACE:
                paragraph.paragraph_format.space_after = Pt(16)
        case Bullets(items):
            for item in items:
                word.add_paragraph(item, "List Bullet")
        case Check(text, done):
            word.add_paragraph(_BOXES[done] + text, "Task")
        case Table():
            _table(word, block, width)


def _properties(word: WordDocument, document: Document) -> None:
    moment = datetime.strptime(document.month, "%Y-%m").replace(tzinfo=UTC)
    properties = word.core_properties
    properties.title, properties.subject, properties.language = document.title, document.description, "en-GB"
    properties.author = properties.last_modified_by = "Data & AI Project Guide"
    properties.comments, properties.keywords, properties.revision = "CC BY 4.0", "", 1
    properties.created = properties.modified = moment


def _fixed(packed: bytes) -> bytes:
    """The same archive with the same date on every part."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(packed)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(part, source.read(name), compresslevel=9)
    return target.getvalue()


def word(document: Document) -> bytes:
    """The document as a Word file."""
    made = docx.Document()
    _speak_british(made)
    _styles(made)
    width = _page(made, document)
    made.add_paragraph(document.title, "Title")
    for block in document.blocks:
        _add(made, block, width)
    _properties(made, document)
    target = BytesIO()
    made.save(target)
    return _fixed(target.getvalue())
