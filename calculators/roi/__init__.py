"""Business case: value, return and payback of a data or AI project."""

from calculators.calculator import Calculator
from calculators.roi.evaluate import evaluate, to_json
from calculators.roi.model import Scenario, check, default, read
from calculators.roi.render import form, render, to_table, to_text

__all__ = ["CALCULATOR"]

CALCULATOR = Calculator(
    name="roi",
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
)
