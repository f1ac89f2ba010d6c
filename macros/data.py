"""Loads ``docs/data/*.yml``, each against its model, and says every fault with its place."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, get_args

import pandas as pd
from attrs import frozen
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

import macros.areas
from calculators.calculator import select_data
from calculators.faults import Fault
from calculators.source import Source, SourceError, parse

__all__ = ["DataError", "SiteData", "areas", "load"]


class DataError(ValueError):
    """Data files that cannot be used; ``faults`` has a line for each fault."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@frozen
class SiteData:
    """The validated data of the site."""

    models: SimpleNamespace
    """File stem -> its model, as attributes."""
    documents: Mapping[str, Any]
    """File stem -> what the file holds, as plain lists and dicts."""
    tables: Mapping[str, pd.DataFrame]
    """Flat tables for pages and downloads, by name."""

    @property
    def engine(self) -> dict[str, Any]:
        """What the calculators need of it."""
        return select_data(self.documents)


def areas() -> list[ModuleType]:
    """The modules of ``macros.areas``, each with the models, tables and macros of one part of the site."""
    names = sorted(found.name for found in pkgutil.iter_modules(macros.areas.__path__))
    return [importlib.import_module(f"macros.areas.{name}") for name in names]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a value of this annotation may be made of, through lists, dicts and alternatives."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]


def _model_at(model: type[BaseModel], path: Iterable[str | int]) -> type[BaseModel] | None:
    """The model of the mapping at `path`, where there is just one that it can be."""
    here = model
    for part in path:
        field = next((field for name, field in here.model_fields.items() if part in {name, field.alias}), None)
        if field is None:
            continue  # the index of a list or the key of a dict, inside the field before it
        found = _models_in(field.annotation)
        if len(found) != 1:
            return None
        here = found[0]
    return here


def _keys(model: type[BaseModel]) -> list[str]:
    """The keys of a mapping as a file writes them."""
    return [field.alias or name for name, field in model.model_fields.items()]


_SAID = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a mapping of keys to values",
    "model_type": "must be a mapping of keys to values",
    "string_too_short": "is empty; text is needed",
}


def _message(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, bool]:
    """What is wrong and what is allowed; and whether the key is at fault rather than the value."""
    found = error.get("input")
    shown = repr(found) if isinstance(found, (str, int, float, bool, type(None))) else f"a {type(found).__name__}"
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "is missing; it must be given", False
        case "extra_forbidden":
            inside = _model_at(model, error["loc"][:-1])
            allowed = f"; allowed: {', '.join(_keys(inside))}" if inside else ""
            return f"is not a known key{allowed}", True
        case "literal_error" | "enum":
            return f"is {shown}; allowed: {context['expected']}", False
        case "string_pattern_mismatch" if str(context["pattern"]).startswith("^https"):
            return f"is {shown}; allowed: an address that begins with https://", False
        case "string_pattern_mismatch" if str(context["pattern"]).startswith("^[a-z0-9]+(-"):
            return f"is {shown}; allowed: lower-case letters, digits and single hyphens", False
        case "value_error":
            return str(error["msg"]).removeprefix("Value error, "), False
        case kind if kind in _SAID:
            return _SAID[kind] + ("" if kind == "string_too_short" else f", not {shown}"), False
    return f"is {shown}; {error['msg'][0].lower()}{error['msg'][1:]}", False


def _faults(source: Source, error: ValidationError, model: type[BaseModel]) -> list[str]:
    lines = []
    for detail in error.errors():
        message, about_key = _message(detail, model)
        path = tuple(part for part in detail["loc"] if part != "[key]")
        lines.append(source.describe(Fault(path, message, about_key), column=True))
    return lines


def _read(path: Path, shown: str) -> Source:
    try:
        return parse(path.read_text(encoding="utf-8"), shown)
    except SourceError as error:
        raise DataError([f"{shown}:{error.line}:{error.column}: {error}"]) from None
    except UnicodeDecodeError as error:
        raise DataError([f"{shown}:1:1: is not UTF-8 text ({error.reason})"]) from None


def load(folder: Path, shown: str = "docs/data") -> SiteData:
    """Every file of `folder`, checked against its model; `shown` is how messages name the folder.

    Raises `DataError` with all faults of all files.
    """
    modules = areas()
    models: dict[str, type[BaseModel]] = {stem: model for area in modules for stem, model in area.FILES.items()}
    found = {path.stem: path for path in sorted(folder.glob("*.yml"))}
    faults = [f"{shown}/{stem}.yml:1:1: the file is missing; the site needs it" for stem in models if stem not in found]
    faults += [
        f"{shown}/{stem}.yml:1:1: no model describes this file; allowed: {', '.join(sorted(models))}"
        for stem in found
        if stem not in models
    ]
    loaded: dict[str, BaseModel] = {}
    sources: dict[str, Source] = {}
    documents: dict[str, Any] = {}
    context: dict[str, Any] = {}
    for stem in sorted(found.keys() & models.keys(), key=lambda name: (name != "references", name)):
        try:
            source = sources[stem] = _read(found[stem], f"{shown}/{stem}.yml")
            documents[stem] = source.value
            loaded[stem] = models[stem].model_validate(source.value, context=context)
        except DataError as error:
            faults += error.faults
        except ValidationError as error:
            faults += _faults(source, error, models[stem])
        if stem == "references" and stem in loaded:
            context["sources"] = {entry.id for entry in loaded[stem].references}  # type: ignore[attr-defined]
    if faults:
        raise DataError(faults)
    namespace = SimpleNamespace(**loaded)
    faults = [
        sources[wrong.file].describe(Fault(wrong.path, wrong.message, wrong.about_key), column=True)
        for area in modules
        if hasattr(area, "check")
        for wrong in area.check(namespace)
    ]
    if faults:
        raise DataError(faults)
    tables: dict[str, pd.DataFrame] = {}
    for area in modules:
        if hasattr(area, "tables"):
            tables |= area.tables(namespace)
    return SiteData(namespace, documents, tables)
