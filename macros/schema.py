"""What the models of the data files are made of."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationInfo

__all__ = ["Contradiction", "Id", "Model", "SourceId", "Text", "UniqueIds", "Url"]

T = TypeVar("T")


class Model(BaseModel):
    """A mapping in a data file: no unknown key, no silent conversion, unchanged once loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Contradiction(NamedTuple):
    """Where one file says what another does not bear out. An area's ``check(data)`` yields these."""

    file: str
    """The file's stem."""
    path: tuple[str | int, ...]
    message: str
    about_key: bool = False


def _known_source(value: str, info: ValidationInfo) -> str:
    sources = (info.context or {}).get("sources")
    if sources is not None and value not in sources:
        raise ValueError(f"{value!r} is not the id of an entry in references.yml")
    return value


def _no_repeated_id(items: list[Any]) -> list[Any]:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise ValueError(f"the id {item.id!r} is used twice; each id may stand once in this list")
        seen.add(item.id)
    return items


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""Kebab-case identifier, such as ``crisp-dm``."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Plain text, not empty."""

Url = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
"""An https address."""

SourceId = Annotated[Id, AfterValidator(_known_source)]
"""The id of an entry in ``references.yml``; the loader checks that it exists."""

UniqueIds = AfterValidator(_no_repeated_id)
"""For ``Annotated[list[Item], UniqueIds]``: every item's ``id`` stands once."""
