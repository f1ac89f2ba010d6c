"""What the search knows of words: those that readers type, and those that the guide uses."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from macros.schema import Model

__all__ = ["FILES", "Search"]

Phrase = Annotated[str, StringConstraints(pattern=r"^[a-z0-9/]+( [a-z0-9/]+)*$")]
"""Words in lower case, as the search compares them."""


class Synonym(Model):
    """Phrases of readers, and words to look for when one of them is typed."""

    asked: Annotated[list[Phrase], Field(min_length=1)]
    also: Phrase


class Search(Model):
    """``search.yml``."""

    synonyms: list[Synonym]

    @model_validator(mode="after")
    def _phrases_differ(self) -> Search:
        phrases = [phrase for synonym in self.synonyms for phrase in synonym.asked]
        if repeated := sorted({phrase for phrase in phrases if phrases.count(phrase) > 1}):
            raise ValueError(f"{repeated} stand twice; each phrase may stand once")
        return self

    @property
    def more(self) -> dict[str, str]:
        """Phrase -> words to look for as well."""
        return {phrase: synonym.also for synonym in self.synonyms for phrase in synonym.asked}


FILES = {"search": Search}
