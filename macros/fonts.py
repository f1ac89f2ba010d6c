"""The two typefaces as the site sends them, with what pages use of them; kept in ``.cache`` by content."""

from __future__ import annotations

import logging
from functools import cache
from importlib.metadata import version
from pathlib import Path

from macros.runtime import CACHE, digest, node_modules

__all__ = ["CHARACTERS", "WEIGHTS", "fonts"]

FAMILIES = ("source-serif-4", "source-sans-3")

CHARACTERS = (
    "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))  # Latin-1: what the languages of western Europe need
    + "Œœ–—‘’‚“”„‹›•…′″€™−∕↑↓\u2009"
)
"""What a page may hold; the faces have no others, so a character outside comes from the reader's own fonts."""

WEIGHTS = (400, 600)
"""The least and the most; style sheets may name any weight between, and a browser takes the nearest otherwise."""

_FEATURES = ("ccmp", "kern", "liga", "lnum", "mark", "tnum")


def _reduced(source: Path) -> bytes:
    import io  # noqa: PLC0415 - with the imports below, which take longer than a build that has the faces already

    from fontTools.subset import Options, Subsetter  # noqa: PLC0415
    from fontTools.ttLib import TTFont  # noqa: PLC0415
    from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415

    for name in ("fontTools.subset", "fontTools.varLib.instancer"):
        logging.getLogger(name).setLevel(logging.ERROR)
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(Options(hinting=False, layout_features=list(_FEATURES), name_IDs=[0, 1, 2, 13, 14]))
    subsetter.populate(text=CHARACTERS)
    subsetter.subset(font)
    # after the subset, which cannot deal with the glyphs that no longer vary
    instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
    font.flavor = "woff2"
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


@cache
def fonts() -> dict[str, Path]:
    """The two typefaces as variable fonts, by family."""
    made = {}
    for name in FAMILIES:
        source = node_modules() / "@fontsource-variable" / name / "files" / f"{name}-latin-wght-normal.woff2"
        wanted = repr((CHARACTERS, WEIGHTS, _FEATURES, version("fonttools")))
        kept = CACHE / "fonts" / f"{name}-{digest(source.read_bytes(), wanted.encode())}.woff2"
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(_reduced(source))
        made[name] = kept
    return made
