"""``_headers`` at the site's root: how static hosts such as Netlify and Cloudflare Pages are told what to send.

What holds for every file is written by hand in ``deploy/_headers``. Which files a browser may keep for good is listed
for each build, name by name, because the hosts agree on little more than whole names and ``/*`` at the end.
"""

from __future__ import annotations

import re
from pathlib import Path

from macros.runtime import PROJECT

__all__ = ["KEPT_FOR_GOOD", "headers"]

KEPT_FOR_GOOD = "public, max-age=31536000, immutable"

_HASHED_FOLDER = re.compile(r"/assets/(?:[^/]+/)*?[^/]+-[0-9a-f]{12}/")
_HASHED_FILE = re.compile(r"/assets/(?:[^/]+/)*[^/]+(?:-[0-9a-f]{12}\.\w+|\.[0-9a-f]{8}\.min\.(?:css|js))")


def _pattern(address: str) -> str | None:
    """The rule that covers a file with a hash of its content in its name or a folder's, else None.

    >>> _pattern("/assets/runtime-0123456789ab/pyodide.mjs")
    '/assets/runtime-0123456789ab/*'
    >>> _pattern("/assets/js/worker-0123456789ab.js")
    '/assets/js/worker-0123456789ab.js'
    >>> _pattern("/assets/javascripts/bundle.01234567.min.js")
    '/assets/javascripts/bundle.01234567.min.js'
    >>> _pattern("/assets/favicon.svg")
    """
    if folder := _HASHED_FOLDER.match(address):
        return folder[0] + "*"
    return address if _HASHED_FILE.fullmatch(address) else None


def headers(site: Path) -> str:
    """The text of ``_headers`` for a finished site."""
    files = (f"/{path.relative_to(site).as_posix()}" for path in site.rglob("*") if path.is_file())
    patterns = sorted({pattern for address in files if (pattern := _pattern(address))})
    rules = [f"{pattern}\n  Cache-Control: {KEPT_FOR_GOOD}\n" for pattern in patterns]
    return (PROJECT / "deploy" / "_headers").read_text(encoding="utf-8") + "".join(rules)
