"""The frameworks' data: nothing of the slides is missing, the selector ranks as it should, pages show all of it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from pydantic import ValidationError

from calculators.decision import Criterion, Ranked, margin, weighted_sum
from calculators.framework.model import weights
from macros.areas import frameworks
from macros.drawing import label_lines
from macros.flow import arrow_points
from macros.flow import words as words_of
from macros.pages import renderer
from macros.references import References

PROJECT = Path(__file__).parents[2]
DATA = PROJECT / "docs" / "data"

IDS = ["waterfall", "crisp-dm", "scrum", "kanban", "bimodal", "research-development", "tdsp", "domino"]

# every entry of the slides' tables and lists: framework, part of the data, words that say it
SLIDES = [
    ("waterfall", "origin", "manufacturing construction 1960s"),
    ("waterfall", "description", "detail start fixed keeps"),
    ("waterfall", "description", "gantt"),
    ("waterfall", "description", "layers"),
    ("waterfall", "strengths", "strict structure"),
    ("waterfall", "challenges", "commitment plan"),
    ("waterfall", "strengths", "simple tidy"),
    ("waterfall", "strengths", "traditional company"),
    ("waterfall", "challenges", "bends badly"),
    ("waterfall", "challenges", "discover data"),
    ("waterfall", "challenges", "tests late"),
    ("waterfall", "challenges", "documents"),
    ("waterfall", "best_for", "requirements technology understood"),
    ("waterfall", "best_for", "seldom data science"),
    ("crisp-dm", "name", "cross-industry standard process data mining"),
    ("crisp-dm", "strengths", "first data mining broad acceptance"),
    ("crisp-dm", "strengths", "polls"),
    ("crisp-dm", "origin", "knowledge discovery databases"),
    ("crisp-dm", "challenges", "teamwork tasks roles"),
    ("crisp-dm", "challenges", "documentation heavy"),
    ("crisp-dm", "strengths", "easy any organisation"),
    ("crisp-dm", "description", "six phases more than once"),
    ("crisp-dm", "strengths", "matches data work"),
    ("crisp-dm", "strengths", "standard quarter century"),
    ("crisp-dm", "challenges", "no official revision 2000"),
    ("crisp-dm", "challenges", "waterfall phases"),
    ("crisp-dm", "best_for", "one person small team"),
    ("crisp-dm", "best_for", "proven practice"),
    ("crisp-dm", "best_for", "agile process"),
    ("scrum", "origin", "1990s"),
    ("scrum", "strengths", "most used software"),
    ("scrum", "origin", "scrum guide"),
    ("scrum", "roles", "product owner scrum master developers development team"),
    ("scrum", "description", "sprints equal length"),
    ("scrum", "ceremonies", "sprint planning sprint review"),
    ("scrum", "challenges", "fixed sprint poor fit research"),
    ("scrum", "description", "increment released"),
    ("scrum", "description", "team decides"),
    ("scrum", "strengths", "adapts"),
    ("scrum", "strengths", "feedback users"),
    ("scrum", "strengths", "ownership"),
    ("scrum", "challenges", "habits managers"),
    ("scrum", "challenges", "difficult practise"),
    ("scrum", "best_for", "agile discipline fixed cycle"),
    ("scrum", "best_for", "bold innovation"),
    ("kanban", "origin", "toyota 1940s supply stock"),
    ("kanban", "description", "list to do"),
    ("kanban", "strengths", "more than scrum"),
    ("kanban", "strengths", "several data project life cycle"),
    ("kanban", "description", "board column"),
    ("kanban", "description", "limit progress sooner"),
    ("kanban", "description", "little by little"),
    ("kanban", "strengths", "very flexible"),
    ("kanban", "strengths", "easy"),
    ("kanban", "strengths", "coordination"),
    ("kanban", "challenges", "customer"),
    ("kanban", "challenges", "columns data science"),
    ("kanban", "best_for", "way to agile"),
    ("kanban", "best_for", "processes few rules"),
    ("bimodal", "name", "waterfall agile"),
    ("bimodal", "description", "best of waterfall best of agile"),
    ("bimodal", "challenges", "agilists reject"),
    ("bimodal", "strengths", "regulation policy"),
    ("bimodal", "strengths", "needs of a team"),
    ("bimodal", "challenges", "carried out badly"),
    ("bimodal", "challenges", "poor name"),
    ("bimodal", "best_for", "regulated waterfall elements"),
    ("research-development", "description", "research engineering"),
    ("research-development", "strengths", "free research structured development"),
    ("research-development", "origin", "google brain"),
    ("research-development", "description", "problem understood development"),
    ("research-development", "strengths", "not press a method"),
    ("research-development", "strengths", "natural data scientists"),
    ("research-development", "challenges", "hard to follow"),
    ("research-development", "challenges", "trust disciplines"),
    ("research-development", "challenges", "improvisation"),
    ("research-development", "best_for", "experienced little oversight"),
    ("research-development", "best_for", "research freedom"),
    ("tdsp", "origin", "microsoft 2016 crisp-dm scrum"),
    ("tdsp", "description", "life cycle looks like crisp-dm"),
    ("tdsp", "strengths", "defines the team"),
    ("tdsp", "strengths", "standardises resources"),
    ("tdsp", "strengths", "openly licensed documentation processes templates roles"),
    ("tdsp", "strengths", "most mature crisp-dm"),
    ("tdsp", "challenges", "no public proof"),
    ("tdsp", "best_for", "medium large process spelt out"),
    ("domino", "description", "californian company platform"),
    ("domino", "description", "data science alone ideation delivery monitoring"),
    ("domino", "description", "crisp-dm agile 20"),
    ("domino", "principles", "expect embrace iteration"),
    ("domino", "principles", "enable compounding collaboration"),
    ("domino", "principles", "anticipate auditability needs"),
    ("domino", "strengths", "tdsp fewer roles templates"),
    ("domino", "challenges", "no public record success"),
    ("domino", "best_for", "medium large flow without every part defined"),
]

QUESTIONS = (
    "requirements",
    "research-share",
    "priorities",
    "stakeholders",
    "regulation",
    "documentation",
    "deadline",
    "team-size",
    "autonomy",
    "roles",
    "rhythm",
    "life-cycle",
)

# a project's answers in the order of QUESTIONS, and what may come first
PROFILES = [
    pytest.param((5, 1, 1, 2, 5, 5, 5, 3, 1, 3, 2, 2), {"waterfall", "bimodal"}, id="regulated, fixed, documented"),
    pytest.param((1, 5, 3, 2, 1, 1, 1, 1, 5, 1, 1, 2), {"research-development"}, id="research by a free, mature team"),
    pytest.param((2, 2, 5, 3, 1, 1, 2, 2, 3, 1, 1, 1), {"kanban"}, id="flow of changing requests, few practices"),
    pytest.param((3, 3, 3, 4, 3, 4, 3, 5, 3, 5, 4, 5), {"tdsp"}, id="larger team wanting roles and templates"),
    pytest.param((2, 2, 3, 5, 1, 2, 3, 3, 4, 4, 5, 1), {"scrum"}, id="disciplined product team, fixed rhythm"),
    pytest.param((3, 3, 3, 3, 2, 3, 3, 1, 2, 2, 1, 5), {"crisp-dm"}, id="small team wanting a data process"),
    pytest.param((2, 3, 4, 4, 4, 4, 2, 4, 3, 3, 2, 5), {"domino"}, id="larger team wanting a flow, not every role"),
    pytest.param((3, 3, 4, 4, 5, 3, 5, 5, 4, 3, 3, 1), {"bimodal"}, id="regulated with open questions"),
]


def read(stem: str) -> Any:
    return yaml.safe_load((DATA / f"{stem}.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def raw() -> dict[str, Any]:
    return {stem: read(stem) for stem in frameworks.FILES}


@pytest.fixture(scope="module")
def data(raw: dict[str, Any]) -> Any:
    context = {"sources": {entry["id"] for entry in read("references")["references"]}}
    return SimpleNamespace(
        **{stem: model.model_validate(raw[stem], context=context) for stem, model in frameworks.FILES.items()}
    )


def rank(selection: Any, answers: dict[str, int]) -> list[Ranked]:
    weight = weights(answers, selection)
    scale = selection["scale"]
    criteria = [
        Criterion(id=c["id"], weight=weight[c["id"]], low=scale["low"], high=scale["high"])
        for c in selection["criteria"]
    ]
    scores = {name: {c: entry["score"] for c, entry in row.items()} for name, row in selection["scores"].items()}
    return weighted_sum(criteria, scores)


def test_families_and_frameworks_stand_in_the_slides_order(data: Any) -> None:
    """Four families of two frameworks each."""
    assert [family.id for family in data.frameworks.families] == ["traditional", "agile", "hybrid", "emerging"]
    assert [framework.id for framework in data.frameworks.frameworks] == IDS
    families = [framework.family for framework in data.frameworks.frameworks]
    assert families == ["traditional"] * 2 + ["agile"] * 2 + ["hybrid"] * 2 + ["emerging"] * 2


@pytest.mark.parametrize(("framework", "part", "words"), SLIDES)
def test_entry_of_the_slides_is_there(raw: dict[str, Any], framework: str, part: str, words: str) -> None:
    """Each word of an entry stands in one entry of that part; in the whole part where it is a text or a mapping."""
    found = next(one for one in raw["frameworks"]["frameworks"] if one["id"] == framework)[part]
    entries = found if isinstance(found, list) and all(isinstance(one, str) for one in found) else [str(found)]
    if part == "principles":
        entries = [str(one) for one in found]
    assert any(all(word in " ".join(entry.lower().split()) for word in words.split()) for entry in entries), entries


@pytest.mark.parametrize(
    ("framework", "phases"),
    [("waterfall", 7), ("crisp-dm", 6), ("research-development", 2), ("tdsp", 5), ("domino", 6)],
)
def test_phases_are_complete(data: Any, framework: str, phases: int) -> None:
    """As many as the published life cycle has."""
    found = next(one for one in data.frameworks.frameworks if one.id == framework)
    assert len(found.phases) == phases


def test_scrum_has_its_events_with_their_lengths(data: Any) -> None:
    """The five of the guide of 2020."""
    scrum = next(one for one in data.frameworks.frameworks if one.id == "scrum")
    assert len(scrum.roles) == 3
    lengths = {event.name: event.length for event in scrum.ceremonies}
    assert list(lengths) == ["Sprint", "Sprint planning", "Daily Scrum", "Sprint review", "Sprint retrospective"]
    assert "8 hours" in lengths["Sprint planning"]
    assert "15 minutes" in lengths["Daily Scrum"]


def test_tables_are_flat_and_complete(data: Any) -> None:
    """One row a framework, one a list entry, one a score."""
    flat = frameworks.tables(data)
    assert list(flat["frameworks"]["framework"]) == IDS
    entries = flat["framework_entries"]
    for kind in ("strengths", "challenges", "best_for", "artefacts", "combine_with"):
        assert set(entries[entries["kind"] == kind]["framework"]) == set(IDS)
    assert len(flat["selection_scores"]) == len(IDS) * len(data.selection.criteria)
    assert flat["selection_scores"]["reason"].str.endswith(".").all()


@pytest.mark.parametrize(("answers", "allowed"), PROFILES)
def test_profile_ranks_the_expected_framework_first(
    raw: dict[str, Any], answers: tuple[int, ...], allowed: set[str]
) -> None:
    """Typical projects get the answer an experienced person would give."""
    ranking = rank(raw["selection"], dict(zip(QUESTIONS, answers, strict=True)))
    assert ranking[0].id in allowed, [(one.id, round(one.score, 3)) for one in ranking]


def test_questions_are_the_twelve_of_the_profiles(raw: dict[str, Any]) -> None:
    """Their order is the one the profiles use."""
    assert tuple(question["id"] for question in raw["selection"]["questions"]) == QUESTIONS


def test_tdsp_and_domino_are_neighbours(raw: dict[str, Any]) -> None:
    """Where a larger team wants roles and templates, they take the first two places, close together."""
    ranking = rank(raw["selection"], dict(zip(QUESTIONS, (3, 3, 3, 4, 3, 4, 3, 5, 3, 5, 4, 5), strict=True)))
    assert {one.id for one in ranking[:2]} == {"tdsp", "domino"}
    assert margin(ranking) < 0.1
    scores = raw["selection"]["scores"]
    assert sum(abs(scores["tdsp"][c]["score"] - scores["domino"][c]["score"]) for c in scores["tdsp"]) <= 10


def test_example_has_a_clear_winner(raw: dict[str, Any]) -> None:
    """The page opens with a result that says something."""
    assert margin(rank(raw["selection"], raw["selection"]["example"]["answers"])) >= 0.1


def test_answer_from_one_end_to_the_other_moves_weight(raw: dict[str, Any]) -> None:
    """Settled requirements raise the fixed plan and lower change."""
    weight = {answer: weights({"requirements": answer}, raw["selection"]) for answer in (1, 5)}
    assert weight[5]["fixed-plan"] > weight[1]["fixed-plan"]
    assert weight[5]["adaptability"] < weight[1]["adaptability"]


def test_missing_score_is_refused(raw: dict[str, Any]) -> None:
    """A framework with a gap would be ranked wrongly without anyone noticing."""
    scores = {name: dict(row) for name, row in raw["selection"]["scores"].items()}
    del scores["scrum"]["light"]
    with pytest.raises(ValidationError, match="scrum has scores for"):
        frameworks.Selection.model_validate({**raw["selection"], "scores": scores})


def test_framework_without_scores_is_refused(data: Any) -> None:
    """Both files must speak of the same eight."""
    fewer = data.selection.model_copy(
        update={"scores": {name: row for name, row in data.selection.scores.items() if name != "tdsp"}}
    )
    found = list(frameworks.check(SimpleNamespace(frameworks=data.frameworks, selection=fewer)))
    assert [(one.file, one.path) for one in found] == [("selection", ("scores",))]
    assert "tdsp" in found[0].message
    assert not list(frameworks.check(data))


@pytest.fixture(scope="module")
def macros(data: Any) -> dict[str, Callable[..., str]]:
    """The area's macros, as a framework's page calls them."""
    references = References.model_validate(read("references")).references
    registered: dict[str, Callable[..., str]] = {"cite": lambda *ids: "; ".join(ids)}

    documents = SimpleNamespace(**vars(data), references=SimpleNamespace(references=references))
    frameworks.register(
        SimpleNamespace(
            variables={"render": renderer(), "data": documents},
            macros=registered,
            page=SimpleNamespace(url="frameworks/scrum/"),
            macro=lambda function: registered.update({function.__name__: function}),
        )
    )
    return registered


def flat(element: Any) -> str:
    return " ".join(element.get_text(" ").split())


def framework(data: Any, name: str) -> Any:
    return next(one for one in data.frameworks.frameworks if one.id == name)


@pytest.mark.parametrize("name", IDS)
def test_every_week_is_shown_with_all_it_says(data: Any, macros: dict[str, Callable[..., str]], name: str) -> None:
    """Six rows, each with what happens, who does it and what exists at the end; the third is marked."""
    page = BeautifulSoup(macros["framework_weeks"](name), "html.parser")
    rows = page.select("tbody tr")
    six = framework(data, name).six_weeks

    assert len(rows) == len(six.weeks) == 6
    for number, (row, week) in enumerate(zip(rows, six.weeks, strict=True), start=1):
        shown = flat(row)
        assert shown.startswith(f"Week {number}")
        for text in (week.title, week.happens, *week.results):
            assert text in shown
        for person in week.who:
            assert person.lower() in shown.lower()
    assert [bool(row.get("class")) for row in rows] == [number == 3 for number in range(1, 7)]
    assert "The trouble shows" in six.weeks[2].happens or "the trouble shows" in six.weeks[2].happens
    for text in (six.cast, *six.trouble.model_dump().values(), six.ends_with, data.frameworks.example.trouble):
        assert text in flat(page)
    assert "fictitious" in flat(page)


def test_the_comparison_shows_the_trouble_under_every_framework(
    data: Any, macros: dict[str, Callable[..., str]]
) -> None:
    """One row a framework, in their order, linked to its six weeks."""
    rows = BeautifulSoup(macros["six_weeks_compared"](), "html.parser").select("tbody tr")

    assert [row.a["href"] for row in rows if row.a] == [f"../../frameworks/{name}/#six-weeks" for name in IDS]
    for row, one in zip(rows, data.frameworks.frameworks, strict=True):
        for text in (*one.six_weeks.trouble.model_dump().values(), one.six_weeks.ends_with):
            assert text in flat(row)


def test_the_example_is_said_to_be_invented(data: Any, macros: dict[str, Callable[..., str]]) -> None:
    """Nobody should take the shop for a case study, and everything about it is shown."""
    shown = flat(BeautifulSoup(macros["six_weeks_example"](), "html.parser"))
    example = data.frameworks.example

    assert "fictitious" in shown
    for text in (example.name, example.shop, example.aim, example.measure, example.data, example.trouble):
        assert text in shown
    assert all(person.name in shown and person.does in shown for person in example.people)


@pytest.mark.parametrize("name", IDS)
def test_everybody_of_the_example_works_in_it(data: Any, name: str) -> None:
    """The same five people everywhere, or the stories could not be compared."""
    people = {person.name for person in data.frameworks.example.people}

    assert {who for week in framework(data, name).six_weeks.weeks for who in week.who} == people


@pytest.mark.parametrize("name", IDS)
def test_a_figure_says_in_words_what_it_draws(data: Any, macros: dict[str, Callable[..., str]], name: str) -> None:
    """Title and text alternative are joined to the drawing, and each label stands in both."""
    page = BeautifulSoup(macros["framework_page"](name), "html.parser")
    (drawing,) = page.select("figure svg[role=img]")
    title = page.find(id=drawing["aria-labelledby"])
    words = page.find(id=drawing["aria-describedby"])
    assert title is not None
    assert words is not None
    alternative, drawn = flat(words), flat(drawing)
    flow = framework(data, name).figure

    assert flat(title) == flow.title
    assert flow.shows in alternative
    for shape in (*flow.frames, *flow.boxes):
        labels = [shape.label, *([shape.note] if shape.note else [])]
        assert all(label in alternative and label in drawn for label in labels), labels
    for arrow in flow.arrows:
        assert arrow.says in alternative
    assert len(drawing.select(".flow__arrow")) == len(flow.arrows)
    assert [flat(item) for item in page.select(".flow-words li")] == words_of(flow)


@pytest.mark.parametrize("name", IDS)
def test_a_figure_names_no_colour_of_its_own(macros: dict[str, Callable[..., str]], name: str) -> None:
    """Colours come from the stylesheet, so that one drawing serves light, dark and paper."""
    drawing = BeautifulSoup(macros["framework_page"](name), "html.parser").select_one("figure svg")
    assert drawing is not None

    assert not [tag for tag in drawing.find_all(True) if {"fill", "stroke", "style"} & tag.attrs.keys()]


@pytest.mark.parametrize("name", IDS)
def test_shapes_do_not_lie_over_each_other(data: Any, name: str) -> None:
    """Boxes keep apart, labels fit their boxes, and arrows end at the edge of what they join."""
    flow = framework(data, name).figure
    for index, one in enumerate(flow.boxes):
        for other in flow.boxes[index + 1 :]:
            apart = (
                one.x + one.width <= other.x
                or other.x + other.width <= one.x
                or one.y + one.height <= other.y
                or other.y + other.height <= one.y
            )
            assert apart, (one.id, other.id)
        lines = len(label_lines(one)) + bool(one.note)
        assert lines * 13 <= one.height, one.id
    for arrow in flow.arrows:
        points = arrow_points(flow, arrow)
        for (x, y), shape in ((points[0], flow.shape(arrow.leaves)), (points[-1], flow.shape(arrow.reaches))):
            beside = x in {shape.x, shape.x + shape.width} and shape.y <= y <= shape.y + shape.height
            above = y in {shape.y, shape.y + shape.height} and shape.x <= x <= shape.x + shape.width
            assert beside or above, (arrow.leaves, arrow.reaches, shape.id, (x, y))


def test_the_kanban_board_keeps_its_limits(data: Any) -> None:
    """A board that breaks its own rule would teach the wrong thing."""
    flow = framework(data, "kanban").figure
    for frame in flow.frames:
        cards = [box for box in flow.boxes if frame.x <= box.x < frame.x + frame.width]
        if frame.note and frame.note.startswith("limit "):
            assert len(cards) <= int(frame.note.removeprefix("limit "))


@pytest.mark.parametrize("name", IDS)
def test_a_page_holds_all_that_a_framework_needs(name: str) -> None:
    """How it runs, the six weeks, when it fits and when not, partners, a start on Monday, news and sources."""
    text = (PROJECT / "docs" / "frameworks" / f"{name}.md").read_text(encoding="utf-8")
    headings = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]

    wanted = [
        "How it runs a data project",
        "Six weeks, worked through { #six-weeks }",
        "When it fits",
        "When it does not",
        "Combine it with",
        "On Monday",
        "What changed",
        "Sources",
        "Next step",
    ]
    assert [heading for heading in headings if heading in wanted] == wanted
    for macro in ("page", "weeks", "combinations", "status", "sources"):
        assert text.count(f'{{{{ framework_{macro}("{name}") }}}}') == 1


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda one: one["six_weeks"]["weeks"].pop(), "at least 6 items"),
        (lambda one: one["six_weeks"]["weeks"][0].update(who=["Wizard"]), "Wizard"),
        (lambda one: one["figure"]["boxes"][0].update(label="Alchemy"), "every phase must be drawn"),
        (lambda one: one["figure"]["boxes"][0].update(x=400), "outside the sheet"),
        (lambda one: one["figure"]["arrows"][0].update(reaches="nowhere"), "nowhere"),
        (lambda one: one["figure"]["boxes"][1].update(id="system"), "used twice"),
    ],
)
def test_a_story_or_figure_with_a_fault_is_refused(
    raw: dict[str, Any], change: Callable[[Any], object], complaint: str
) -> None:
    """Weeks, people, phases and arrows must add up."""
    broken = copy.deepcopy(raw["frameworks"])
    change(broken["frameworks"][0])

    with pytest.raises(ValidationError, match=complaint):
        frameworks.Frameworks.model_validate(broken)
