"""What is wrong with an input, and where."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

__all__ = ["Fault", "InputError", "Path"]

Path = tuple[str | int, ...]
"""Where a value stands in its input: ``("people", 0, "role")``."""


@frozen
class Fault:
    """One thing wrong with an input.

    >>> print(Fault(("people", 0, "role"), "is missing"))
    people.0.role: is missing
    """

    path: Path
    message: str
    about_key: bool = False
    """Whether the key itself is at fault and not its value."""

    @property
    def field(self) -> str:
        return ".".join(map(str, self.path))

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.path else self.message


class InputError(ValueError):
    """An input that cannot be used; ``faults`` has every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))
