"""What readers take away: every template as Markdown and Word, blank and filled in, and the example's code.

Word files are kept in ``.cache`` by content.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from macros.areas.examples import REAL_NAMES
from macros.areas.templates import Templates, document
from macros.documents import Document, markdown
from macros.runtime import CACHE, digest

__all__ = ["handouts", "packed", "word_file"]

_KEPT = CACHE / "documents"
_HERE = Path(__file__).parent


@cache
def _recipe() -> bytes:
    """What names the way in which Word files are made: our code, and the version of the library."""
    from importlib.metadata import version  # noqa: PLC0415 - costs time that a build without templates need not spend

    return (_HERE / "word.py").read_bytes() + version("python-docx").encode()


def word_file(made: Document) -> bytes:
    """The document as a Word file, from the cache if it is there."""
    place = _KEPT / f"{made.name}-{digest(repr(made).encode(), _recipe())}.docx"
    if place.is_file():
        return place.read_bytes()
    from macros.word import word  # noqa: PLC0415 - python-docx takes longer to import than the cache to answer

    content = word(made)
    _KEPT.mkdir(parents=True, exist_ok=True)
    for old in _KEPT.glob(f"{made.name}-{'?' * 12}.docx"):
        old.unlink()
    part = place.with_suffix(".part")
    part.write_bytes(content)
    part.replace(place)
    return content


def packed(folder: Path) -> bytes:
    """An example project as a zip, with the names that its files have in a project. Same files, same bytes."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(path for path in folder.iterdir() if path.is_file()):
            part = zipfile.ZipInfo(f"{folder.name}/{REAL_NAMES.get(path.name, path.name)}", (1980, 1, 1, 0, 0, 0))
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(part, path.read_bytes())
    return target.getvalue()


def handouts(templates: Templates, docs: Path) -> Iterator[tuple[str, str | bytes]]:
    """Address and content of every file to take away."""
    for template in templates.templates:
        for filled in (False, True):
            made = document(templates, template, filled=filled)
            yield f"templates/{made.name}.md", markdown(made)
            yield f"templates/{made.name}.docx", word_file(made)
    for folder in sorted(docs.glob("examples/*/")):
        yield f"examples/{folder.name}.zip", packed(folder)
