"""What the reports and their chapters are called."""

from __future__ import annotations

from dashboard.reports.model import Kind
from dashboard.views import View


def kind_name(kind: Kind, view: View) -> str:
    """The name under which a bank sends such a report."""
    names = {
        "complaints": view.text("Complaints bulletin"),
        "progress": view.text("Customer experience progress bulletin"),
        "protection": view.text("Consumer protection monthly"),
        "board": view.text("Executive board pack"),
        "unit": view.text("One unit on one page"),
    }
    return names[kind]


def kind_words(kind: Kind, view: View) -> str:
    """What stands in such a report, in its order."""
    words = {
        "complaints": view.text(
            "Numbers that stood, typical cases chosen by a person, where complaints come from, what is weak, and what "
            "is done about it by whom."
        ),
        "progress": view.text(
            "Scores with their intervals, what changed beyond chance, journeys, and suggestions adopted, done and "
            "proven."
        ),
        "protection": view.text(
            "The month in short: complaints and how fast they were answered, cases, product reviews, education, what "
            "customers say, suggestions."
        ),
        "board": view.text("For two minutes: is it better, where, is it real, what are we doing."),
        "unit": view.text("Key figures, the trend and the open actions of one unit, on one page."),
    }
    return words[kind]


def chapter(name: str, view: View) -> str:
    """The title of a chapter."""
    names = {
        "numbers": view.text("The numbers"),
        "cases": view.text("Typical cases"),
        "source": view.text("Where complaints come from"),
        "weakness": view.text("What is weak"),
        "action": view.text("What is done about it"),
        "scores": view.text("The scores"),
        "changed": view.text("What changed"),
        "journeys": view.text("Along the journeys"),
        "units": view.text("Across the units"),
        "suggestions": view.text("Suggestions and effects"),
        "reviews": view.text("Product reviews before launch"),
        "education": view.text("Consumer education"),
        "voices": view.text("In customers' own words"),
    }
    return names[name]
