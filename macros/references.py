"""A source as ``references.yml`` has it: the fields of CSL-JSON that this site uses, under their standard names."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from macros.schema import Id, Model, Text, UniqueIds, Url

__all__ = ["Name", "Reference", "References"]

_DATE = re.compile(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


def _date(value: Any) -> str:
    text = str(value) if isinstance(value, (int, str)) else ""
    if not _DATE.fullmatch(text):
        raise ValueError(f'is {value!r}; allowed: a year such as 2015, or a date such as "2015-06" or "2015-06-30"')
    return text


class Name(Model):
    """A person by the parts of the name, or an organisation as a literal."""

    family: Text | None = None
    given: Text | None = None
    particle: Annotated[Text | None, Field(alias="non-dropping-particle")] = None
    """Belongs to the family name: "van der"."""
    suffix: Text | None = None
    literal: Text | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Name:
        if (self.family is None) == (self.literal is None):
            raise ValueError("needs either family, for a person, or literal, for an organisation")
        return self

    @property
    def short(self) -> str:
        """What a text cites: "van der Bles"."""
        return self.literal or " ".join(filter(None, (self.particle, self.family)))

    @property
    def whole(self) -> str:
        """The name as it is written: "Anne Marthe van der Bles"."""
        return self.literal or " ".join(filter(None, (self.given, self.short, self.suffix)))


class Reference(Model):
    """A source."""

    id: Id
    type: Literal[
        "article",
        "article-journal",
        "article-magazine",
        "article-newspaper",
        "book",
        "chapter",
        "entry-encyclopedia",
        "legislation",
        "motion_picture",
        "paper-conference",
        "post-weblog",
        "report",
        "software",
        "standard",
        "thesis",
        "webpage",
    ]
    genre: Literal["paper", "book", "report", "guide", "documentation", "article", "video", "standard", "survey", "law"]
    """What it is, in a reader's word."""
    author: Annotated[list[Name], Field(min_length=1)]
    issued: Annotated[Any, AfterValidator(_date)] = None
    title: Text
    container: Annotated[Text | None, Field(alias="container-title")] = None
    """The journal, proceedings or site."""
    publisher: Text | None = None
    volume: int | Text | None = None
    issue: int | Text | None = None
    number: int | Text | None = None
    edition: int | None = None
    version: Text | None = None
    pages: Annotated[int | None, Field(alias="number-of-pages")] = None
    url: Annotated[Url | None, Field(alias="URL")] = None
    doi: Annotated[str | None, Field(alias="DOI", pattern=r"^10\.\S+/\S+$")] = None
    categories: list[Literal["reading-list"]] = Field(default_factory=list)
    """``reading-list``: stands in the reading list of the 2022 slides."""
    note: Text | None = None

    @property
    def year(self) -> int | None:
        """When it was published."""
        return int(self.issued[:4]) if self.issued else None

    @property
    def reading_list(self) -> bool:
        """Whether the slides of 2022 list it."""
        return "reading-list" in self.categories

    @property
    def link(self) -> str:
        """Where to read it; empty if no address is known."""
        return self.url or (f"https://doi.org/{self.doi}" if self.doi else "")

    @property
    def short(self) -> str:
        """Author and year as a text cites them: "Sculley et al. 2015"."""
        names = [name.short for name in self.author]
        who = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
        return f"{who} {self.year}" if self.issued else f"{who}, {self.title}"

    @property
    def csl(self) -> dict[str, Any]:
        """The entry as programs exchange it: CSL-JSON, the date in parts."""
        item = self.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
        if self.issued:
            item["issued"] = {"date-parts": [[int(part) for part in self.issued.split("-")]]}
        return item


class References(Model):
    """``references.yml``."""

    references: Annotated[list[Reference], UniqueIds, Field(min_length=1)]
