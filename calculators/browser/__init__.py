"""The engine as the page's worker calls it: one JSON text in, one JSON text out."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from calculators.calculator import NAMES, Calculator, Data, calculator, label, run, run_form
from calculators.faults import InputError
from calculators.fields import to_dict, to_form

__all__ = ["answer", "renew", "warm"]


@cache
def _data() -> Data:
    """The site's data, which travels with the engine."""
    text = Path(__file__).parents[1].joinpath("site_data.json").read_text(encoding="utf-8")
    loaded: Data = json.loads(text)
    return loaded


def _faults(chosen: Calculator, error: InputError) -> list[dict[str, str]]:
    return [
        {"field": fault.field, "label": label(chosen, fault, _data()), "message": fault.message}
        for fault in error.faults
    ]


def _reply(chosen: Calculator, request: Mapping[str, Any]) -> dict[str, Any]:
    data = _data()
    if "scenario" in request:
        done = run(chosen, request["scenario"], data)
    else:
        done = run_form(chosen, [(name, value) for name, value in request["values"]], data)
    shown = chosen.render(done.scenario, done.result, data)
    return {
        "answer": shown.answer,
        "html": shown.html,
        "charts": {chart.name: chart.spec for chart in shown.charts},
        "summaries": dict(shown.summaries),
        "placeholders": dict(shown.placeholders),
        "scenario": to_dict(done.scenario),
        "values": to_form(done.scenario),
        "result": chosen.to_json(done.result),
    }


def answer(text: str) -> str:
    """Answer a request ``{"calculator": name, "values": [[name, text], …]}`` or ``{…, "scenario": {…}}``.

    The reply has ``ok`` and either the result, or ``faults`` with the form's field, its label and a message.
    """
    request = json.loads(text)
    chosen = calculator(request["calculator"])
    try:
        reply = {"ok": True, **_reply(chosen, request)}
    except InputError as error:
        reply = {"ok": False, "faults": _faults(chosen, error)}
    return json.dumps(reply, ensure_ascii=False, allow_nan=False)


def warm() -> None:
    """Run every calculator once, so that the first request finds everything imported and compiled."""
    for name in NAMES:
        chosen = calculator(name)
        answer(json.dumps({"calculator": name, "values": to_form(chosen.default(_data()))}))


def renew() -> None:
    """Take new random numbers in a memory that was saved: those kept in it are the same for every page."""
    random.seed()
