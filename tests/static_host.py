"""``_headers`` as static hosts read it."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen


@frozen
class Rules:
    """Patterns with their headers; ``*`` stands at the end of a pattern and for anything."""

    rules: dict[str, dict[str, str]]

    @classmethod
    def read(cls, path: Path) -> Rules:
        rules: dict[str, dict[str, str]] = {}
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            if line.startswith("/"):
                current = rules[line] = {}
            else:
                name, text = line.split(":", 1)
                current[name.strip()] = text.strip()
        return cls(rules)

    def headers(self, address: str) -> dict[str, str]:
        """What is sent with an address; hosts join the values of a name that several rules give, so none may."""
        sent: dict[str, str] = {}
        for pattern, headers in self.rules.items():
            if address == pattern or (pattern.endswith("*") and address.startswith(pattern[:-1])):
                assert not sent.keys() & headers.keys(), f"two rules say it of {address}"
                sent |= headers
        return sent
