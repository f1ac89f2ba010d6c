"""Where Java is, for the W3C's checker of HTML; run as a module, it installs one if there is none."""

from __future__ import annotations

import shutil
import sys

from tests import debian

ADVICE = (
    "Missing: Java for the check of the built HTML. Install it (Debian and Ubuntu: apt-get install "
    "default-jre-headless; elsewhere: any Java 17 or newer), then run make test again."
)


def find() -> str | None:
    return shutil.which("java")


def install() -> None:
    """Debian's package, where we may install it."""
    if debian.possible():
        debian.install("default-jre-headless")


if __name__ == "__main__":
    sys.exit(debian.provide(find, install, ADVICE))
