"""Debian's packages, installed where we may."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

__all__ = ["install", "may_install"]


def may_install() -> bool:
    """Whether this is a Debian or its like, and we are root."""
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def install(*packages: str) -> None:
    """Install packages, their log on standard error; whoever needs them looks afterwards whether they are there."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        subprocess.run(command, env=quiet, stdout=sys.stderr, check=False)
