"""One run at a time: two at once would measure each other."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["AnotherRun", "alone"]


class AnotherRun(RuntimeError):
    """Benchmarks run already on this machine."""


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold `path`, which says who runs, for as long as this takes. The system frees it when a process ends, however."""
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AnotherRun(
                f"Benchmarks run already, as process {file.read().strip() or 'unknown'}; "
                "two at once would measure each other. Wait for its end."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)
