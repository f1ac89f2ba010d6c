"""Debian's packages, for tests that need a program this project does not bring along."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

_POLICY = Path("/usr/sbin/policy-rc.d")
"""What Debian asks before it starts the service of a new package."""


def possible() -> bool:
    """Whether this is Debian or a relative, and we may install."""
    return shutil.which("apt-get") is not None and os.geteuid() == 0


@contextlib.contextmanager
def no_services() -> Iterator[None]:
    """No server starts because its package is installed; a policy that the machine has already stays as it is."""
    try:
        with _POLICY.open("x", encoding="utf-8") as policy:
            policy.write("#!/bin/sh\nexit 101\n")
    except FileExistsError:
        yield
        return
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink()


def install(*packages: str) -> None:
    """Install `packages`; what apt-get says goes to standard error, and callers look whether the program is there."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with no_services():
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
            subprocess.run(command, env=quiet, stdout=sys.stderr, check=False)


def provide(find: Callable[[], object], install: Callable[[], object], advice: str) -> int:
    """Install what `find` does not find; a status for the shell, with advice where it is still missing."""
    if not find():
        install()
    if find():
        return 0
    print(advice, file=sys.stderr)
    return 1
