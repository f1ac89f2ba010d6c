"""Macros that any page may use: citations, terms, evidence, tables, chapter heads and calculators."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError
from mkdocs_macros.plugin import MacrosPlugin

from calculators import formatting
from calculators.calculator import calculator, run
from calculators.fields import to_dict
from macros import pictures, site, terms
from macros.data import SiteData, areas
from macros.reading import minutes_of
from macros.runtime import compiled_templates

__all__ = ["declare", "renderer"]

Macro = TypeVar("Macro", bound=Callable[..., str])


def macro(env: MacrosPlugin) -> Callable[[Macro], Macro]:
    """``env.macro`` with a type."""

    def register(function: Macro) -> Macro:
        env.macro(function)  # type: ignore[no-untyped-call]
        return function

    return register


_TEMPLATES = Path(__file__).parent / "templates"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=compiled_templates(),
    )
    environment.filters.update(show=formatting.number, percent=formatting.percent)
    return environment


def renderer() -> Callable[..., str]:
    """What makes HTML of a template in macros/templates and the values it is given."""
    environment = _environment()

    def render(template: str, **context: Any) -> str:
        """A template as one block of HTML that Markdown leaves alone."""
        try:
            text = environment.get_template(template).render(**context)
        except TemplateSyntaxError as error:
            # said here: mkdocs-macros would look for the line in the page
            raise RuntimeError(f"macros/templates/{error.name}:{error.lineno}: {error.message}") from None
        return "\n".join(line.strip() for line in text.splitlines() if line.strip())

    return render


def _root(env: MacrosPlugin) -> str:
    """The way from the current page to the site's root: "../../"."""
    return "../" * str(env.page.url).count("/")


def _by_id(items: Sequence[Any], kind: str) -> Callable[[str], Any]:
    known = {item.id: item for item in items}

    def find(name: str) -> Any:
        if name not in known:
            raise KeyError(f"{name!r} is not the id of a {kind}; known: {', '.join(sorted(known))}")
        return known[name]

    return find


def _declare_words(env: MacrosPlugin, data: SiteData, render: Callable[..., str]) -> None:
    reference = _by_id(data.models.references.references, "reference")
    word = _by_id(data.models.glossary.terms, "term")
    claim = _by_id(data.models.evidence.claims, "claim")

    def link(address: str, text: str, css: str) -> str:
        return f'<a class="{css}" href="{_root(env)}{address}">{html.escape(text)}</a>'

    @macro(env)
    def cite(*ids: str) -> str:
        """Sources in brackets' stead: linked author and year."""
        return "; ".join(link(f"guide/references/#ref-{one}", reference(one).short, "cite") for one in ids)

    @macro(env)
    def term(name: str, text: str = "") -> str:
        """A word with its meaning in the glossary."""
        entry = word(name)
        return terms.link(entry, text or entry.term, _root(env))

    @macro(env)
    def evidence(name: str, form: str = "full") -> str:
        """A number about the world with source, year, method and grade: in full, or ``short`` inside a sentence."""
        if form not in {"full", "short"}:
            raise ValueError(f"{form!r} is not a form of evidence; known: full, short")
        one = claim(name)
        shown = render(
            "site/evidence.html" if form == "full" else "site/evidence-short.html",
            claim=one,
            source=cite(one.source),
            root=_root(env),
        )
        return shown if form == "full" else shown.replace("\n", "")


def _declare_tables(env: MacrosPlugin, data: SiteData, render: Callable[..., str]) -> None:
    @macro(env)
    def data_table(name: str, caption: str = "", columns: Sequence[str] = ()) -> str:
        """A flat table with its downloads."""
        if name not in data.tables:
            raise KeyError(f"{name!r} is not a table; known: {', '.join(sorted(data.tables))}")
        frame = data.tables[name]
        shown = frame[list(columns)] if columns else frame
        return render(
            "site/table.html",
            caption=caption or name.replace("_", " ").capitalize(),
            columns=[str(column).replace("_", " ").capitalize() for column in shown.columns],
            rows=[["" if pd.isna(cell) else cell for cell in row] for row in shown.itertuples(index=False)],
            downloads=_downloads(name, data),
            root=_root(env),
        )

    @macro(env)
    def downloads(name: str) -> str:
        """Links to a table or file as CSV, JSON and YAML."""
        return render("site/downloads.html", downloads=_downloads(name, data), root=_root(env))

    @macro(env)
    def all_downloads() -> str:
        """Every file of the open data."""
        names = sorted({*data.documents, *data.tables})
        return render(
            "site/all-downloads.html", entries=[(name, _downloads(name, data)) for name in names], root=_root(env)
        )


def _downloads(name: str, data: SiteData) -> list[tuple[str, str]]:
    offers = []
    if name in data.tables:
        offers.append(("CSV", f"data/{name}.csv"))
    offers.append(("JSON", f"data/{name}.json"))
    if name in data.documents:
        offers.append(("YAML", f"data/{name}.yml"))
    if name == "references":
        offers += [("BibTeX", f"data/{name}.bib"), ("CSL JSON", f"data/{name}.csl.json")]
    return offers


def _declare_calculators(env: MacrosPlugin, data: SiteData, render: Callable[..., str]) -> None:
    done: dict[str, Any] = {}

    def prerendered(name: str) -> dict[str, Any]:
        """The default scenario's form and result, computed once a build."""
        if name not in done:
            chosen = calculator(name)
            scenario = chosen.default(data.engine)
            finished = run(chosen, to_dict(scenario), data.engine)
            shown = chosen.render(finished.scenario, finished.result, data.engine)
            done[name] = {
                "form": chosen.form(scenario, data.engine),
                "result": pictures.insert(shown.html, list(shown.charts)),
                "answer": shown.answer,
                "charts": shown.charts,
                "values": finished,
            }
        found: dict[str, Any] = done[name]
        return found

    @macro(env)
    def calculator_page(name: str) -> str:
        """A calculator with its result, ready before any script runs."""
        published = env.conf["extra"]["published"]
        return render("site/calculator.html", name=name, published=published, **prerendered(name))

    @macro(env)
    def live_result(name: str) -> str:
        """The default result of a calculator in short, linked to it."""
        shown = prerendered(name)
        chart = shown["charts"][0]
        return render(
            "site/live-result.html",
            name=name,
            root=_root(env),
            answer=shown["answer"],
            chart=chart,
            drawing=pictures.svg(chart),
            scenario=shown["values"].scenario,
            result=shown["values"].result,
        )


def _declare_heads(env: MacrosPlugin, render: Callable[..., str]) -> None:
    @macro(env)
    def chapter_head() -> str:
        """For whom a chapter is, how long it takes and what it enables; from its front matter."""
        meta = env.page.meta
        missing = [key for key in ("reader", "outcomes") if key not in meta]
        if missing:
            raise KeyError(f"the front matter lacks {', '.join(missing)}")
        return render("site/chapter-head.html", reader=meta["reader"], outcomes=meta["outcomes"], minutes=minutes_of())


def declare(env: MacrosPlugin) -> None:
    """Declare every macro, and the variables `data` and `render`, for the pages of this build."""
    data = site.data(Path(env.conf["docs_dir"]))
    render = renderer()
    env.variables["data"] = data.models
    env.variables["tables"] = data.tables
    env.variables["render"] = render
    _declare_words(env, data, render)
    _declare_tables(env, data, render)
    _declare_calculators(env, data, render)
    _declare_heads(env, render)
    for area in areas():
        if hasattr(area, "register"):
            area.register(env)
