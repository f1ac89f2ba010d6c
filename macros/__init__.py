"""The build side of the site: the macros pages use. mkdocs-macros calls `define_env`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs_macros.plugin import MacrosPlugin

__all__ = ["define_env"]


def define_env(env: MacrosPlugin) -> None:
    """Declare the macros of all areas."""
    from macros.pages import declare  # here, because hooks.py is loaded as part of this package

    declare(env)
