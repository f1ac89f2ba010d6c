"""The typefaces for print. Chromium embeds a variable face as drawings; a face of one weight it embeds as a font."""

from __future__ import annotations

from pathlib import Path

from macros.fonts import WEIGHTS, fonts
from macros.runtime import CACHE, digest

__all__ = ["style"]

_FAMILIES = {"source-serif-4": "Source Serif 4", "source-sans-3": "Source Sans 3"}


def _face(source: Path, weight: int) -> Path:
    kept = CACHE / "faces" / digest(source.read_bytes()) / f"{source.stem}-{weight}.ttf"
    if not kept.is_file():
        from fontTools.ttLib import TTFont  # noqa: PLC0415 - costs a tenth of a second, and is rarely needed
        from fontTools.varLib.instancer import instantiateVariableFont  # noqa: PLC0415

        kept.parent.mkdir(parents=True, exist_ok=True)
        face = instantiateVariableFont(TTFont(source), {"wght": weight})
        face.flavor = None
        face.save(kept)
    return kept


def style() -> str:
    """A style sheet with every face of the site in each weight that it uses."""
    return "".join(
        f'@font-face {{ font-family: "{_FAMILIES[family]}"; font-weight: {weight}; '
        f'src: url("{_face(source, weight).as_uri()}") format("truetype"); }}\n'
        for family, source in fonts().items()
        for weight in WEIGHTS
    )
