"""The list of sources in a standard citation style, and as files for reference managers."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from importlib import metadata
from typing import Any

from macros.references import Reference
from macros.runtime import CACHE, digest

__all__ = ["bibtex", "csl_json", "formatted"]

STYLE = "harvard-cite-them-right"
"""The style that citeproc-py brings; British, author and date."""

_UNSEEN = ("categories", "genre", "note")
"""Fields that the page shows in its own way."""


def csl_json(references: Sequence[Reference]) -> str:
    """CSL-JSON, which Zotero, Mendeley, JabRef and pandoc read."""
    return json.dumps([reference.csl for reference in references], ensure_ascii=False, indent=2) + "\n"


def _escaped(value: Any) -> Any:
    """The same with texts fit for HTML, which citeproc-py does not see to."""
    if isinstance(value, dict):
        return {key: _escaped(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_escaped(inner) for inner in value]
    return html.escape(value, quote=False) if isinstance(value, str) else value


def _format(items: list[dict[str, Any]]) -> dict[str, str]:
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter  # noqa: PLC0415
    from citeproc.source.json import CiteProcJSON  # noqa: PLC0415

    style = CitationStylesStyle(STYLE, validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(_escaped(items)), formatter.html)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    bibliography.sort()
    return dict(zip(bibliography.keys, map(str, bibliography.bibliography()), strict=True))


def _linked(text: str) -> str:
    """Addresses as links, and no full stop after a title that ends in a sign of its own."""
    text = re.sub(r"([.?!](?:”|</i>)+)\.", r"\1", text)
    return re.sub(r"https://[^\s<]+[^\s<.]", lambda found: f'<a href="{found[0]}">{found[0]}</a>', text)


def formatted(references: Sequence[Reference]) -> Mapping[str, str]:
    """Each source as HTML by its id, in the order of the style; kept in ``.cache``, since it takes a second."""
    items = [{key: value for key, value in entry.csl.items() if key not in _UNSEEN} for entry in references]
    asked = json.dumps([STYLE, metadata.version("citeproc-py"), items]).encode()
    made = CACHE / "bibliography" / f"{digest(asked)}.json"
    if not made.is_file():
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(json.dumps(_format(items), ensure_ascii=False), encoding="utf-8")
    found: dict[str, str] = json.loads(made.read_text(encoding="utf-8"))
    return {one: _linked(text) for one, text in found.items()}


_BIBTEX = {
    "article": "misc",
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "article",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
"""CSL type -> BibTeX type; all others are ``misc``."""

_CONTAINER = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle"}
_SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "&%#_$"})


def _bibtex_name(name: dict[str, str]) -> str:
    if "literal" in name:
        return f"{{{name['literal']}}}"
    family = " ".join(filter(None, (name.get("non-dropping-particle"), f"{{{name['family']}}}")))
    return ", ".join(filter(None, (family, name.get("suffix"), name.get("given"))))


def _bibtex_fields(item: dict[str, Any], kind: str) -> dict[str, str]:
    parts = [str(part) for part in item.get("issued", {"date-parts": [[]]})["date-parts"][0]]
    fields = {
        "author": " and ".join(map(_bibtex_name, item["author"])),
        "title": f"{{{item['title']}}}",
        "year": parts[0] if parts else None,
        "month": parts[1] if len(parts) > 1 else None,
        _CONTAINER.get(kind, "howpublished"): item.get("container-title"),
        "institution" if kind == "techreport" else "publisher": item.get("publisher"),
        "volume": item.get("volume"),
        "number": item.get("issue", item.get("number")),
        "edition": item.get("edition"),
        "version": item.get("version"),
        "note": item.get("note"),
    }
    texts = {key: str(value).translate(_SPECIAL) for key, value in fields.items() if value is not None}
    return texts | {key.lower(): item[key] for key in ("DOI", "URL") if key in item}


def bibtex(references: Sequence[Reference]) -> str:
    """BibTeX in UTF-8, for LaTeX and for reference managers."""
    from bibtexparser.entrypoint import write_string  # noqa: PLC0415
    from bibtexparser.library import Library  # noqa: PLC0415
    from bibtexparser.model import Entry, Field  # noqa: PLC0415

    library = Library()
    for reference in references:
        item = reference.csl
        kind = _BIBTEX.get(item["type"], "misc")
        fields = [Field(key, value) for key, value in _bibtex_fields(item, kind).items()]
        library.add(Entry(kind, item["id"], fields))
    written: str = write_string(library)
    return written
