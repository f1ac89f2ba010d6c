"""Team skills: what a team lacks for a project, and how fragile it is."""

from calculators.calculator import Calculator
from calculators.skills.evaluate import evaluate, to_json
from calculators.skills.model import Scenario, check, default, names, read
from calculators.skills.render import form, render, to_table, to_text

__all__ = ["CALCULATOR"]

CALCULATOR = Calculator(
    name="skills",
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
