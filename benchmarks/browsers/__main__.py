"""``python -m benchmarks.browsers``: install what starts are measured in besides Chromium, where we may."""

from __future__ import annotations

from benchmarks.browsers import firefox, webkit
from tests import debian


def main() -> None:
    """What cannot be installed is said by the benchmarks, which leave it out."""
    for browser in (firefox.find(), webkit.find()):
        if not browser.installed and debian.possible():
            debian.install(*browser.packages)


if __name__ == "__main__":
    main()
