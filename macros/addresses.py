"""Every address outside the site, with the files that name it: ``python -m macros.addresses``.

Listed, not fetched: a build or a test that asks other hosts fails when they do. Give the list to a link checker.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import HttpUrl, TypeAdapter, ValidationError

__all__ = ["addresses", "fault"]

_ADDRESS = re.compile(r"""https?://[^\s<>"'`|\\{}]+""")
_CODE = re.compile(r"^ *```.*?^ *```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_SHORTENERS = {"bit.ly", "buff.ly", "goo.gl", "is.gd", "lnkd.in", "ow.ly", "t.co", "tinyurl.com"}
_URL = TypeAdapter(HttpUrl)


def _found(text: str) -> Iterator[str]:
    for match in _ADDRESS.finditer(text):
        address = match[0]
        while address[-1] in ".,;:!?" or (address[-1] == ")" and address.count("(") < address.count(")")):
            address = address[:-1]
        yield address


def addresses(docs: Path) -> dict[str, list[str]]:
    """Address -> the pages and data files below `docs` that name it, code aside."""
    named: dict[str, list[str]] = {}
    for path in sorted([*docs.rglob("*.md"), *docs.rglob("*.yml")]):
        text = path.read_text(encoding="utf-8")
        plain = _CODE.sub("", text) if path.suffix == ".md" else text
        for address in dict.fromkeys(_found(plain)):
            named.setdefault(address, []).append(path.relative_to(docs).as_posix())
    return dict(sorted(named.items()))


def fault(address: str) -> str | None:
    """What is wrong with an address, as far as one can tell without asking for it.

    >>> fault("https://peps.python.org/pep-0257/")
    >>> fault("http://example.org/")
    'does not begin with https'
    >>> fault("https://bit.ly/abc")
    'is a short link, which hides where it leads'
    >>> fault("https://example/a")
    'names no public host'
    """
    try:
        url = _URL.validate_python(address)
    except ValidationError as error:
        return str(error.errors()[0]["msg"])
    host = url.host or ""
    if url.scheme != "https":
        return "does not begin with https"
    if host.removeprefix("www.") in _SHORTENERS:
        return "is a short link, which hides where it leads"
    if "." not in host or host.replace(".", "").isdigit():
        return "names no public host"
    return None


def main() -> int:
    """Print each address, tab, the files that name it; then what is wrong."""
    named = addresses(Path(__file__).resolve().parent.parent / "docs")
    sys.stdout.writelines(f"{address}\t{', '.join(files)}\n" for address, files in named.items())
    faults = {address: said for address in named if (said := fault(address))}
    sys.stderr.writelines(f"{', '.join(named[address])}: {address} {said}\n" for address, said in faults.items())
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
