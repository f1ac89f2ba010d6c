"""The templates of forms and results."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, PrefixLoader, StrictUndefined, select_autoescape

from calculators import formatting

__all__ = ["render"]

_NAMES = ("roi", "framework", "skills")


@cache
def _environment() -> Environment:
    loaders = {name: PackageLoader(f"calculators.{name}") for name in _NAMES}
    environment = Environment(
        loader=PrefixLoader({"shared": PackageLoader("calculators"), **loaders}),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # in the browser the files may be gone once they are compiled
    )
    environment.filters.update(
        amount=formatting.amount,
        headline=formatting.headline,
        percent=formatting.percent,
        periods=formatting.periods,
        plural=formatting.plural,
        show=formatting.number,
        within=formatting.within,
    )
    return environment


def render(template: str, **context: Any) -> str:
    """The template ``<calculator>/<file>`` or ``shared/<file>``, without blank lines."""
    text = _environment().get_template(template).render(**context)
    return "\n".join(line for line in text.splitlines() if line.strip())
