"""Framework choice: which way of running the project fits its answers."""

from calculators.calculator import Calculator
from calculators.framework.evaluate import evaluate, to_json
from calculators.framework.model import Scenario, check, default, names, read
from calculators.framework.render import form, render, to_table, to_text

__all__ = ["CALCULATOR"]

CALCULATOR = Calculator(
    name="framework",
    scenario=Scenario,
    default=default,
    read=read,
    check=check,
    evaluate=evaluate,
    to_json=to_json,
    to_text=to_text,
    to_table=to_table,
    render=render,
    form=form,
    names=names,
)
