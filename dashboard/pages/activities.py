"""Activities: product reviews and education, how many, and whom they reached? For the consumer-protection team.

First what was reviewed before launch: how many, what was found, whether it passed at once, how long it took. Then what
was taught: how many events, which groups they reached for the number of customers, when, and who held none.
"""

from __future__ import annotations

from functools import partial

from dashboard.answers import education, reviews
from dashboard.components import activities as shown
from dashboard.components.context import Context, current
from dashboard.components.side_by_side import side_by_side
from dashboard.components.style import apply_sheet
from dashboard.components.words import show_title


def show(context: Context) -> None:
    """Reviews with their attempts and their durations, side by side; education by group, over time, by unit."""
    view = context.view
    apply_sheet("data")
    show_title(view.text("Activities"), view.text("Product reviews and education: how many, and whom did they reach?"))
    asked = (context.build, context.chosen, context.scope)
    side = reviews.by_line if shown.reviews_by(context) == "line" else reviews.by_unit
    answers = side_by_side(
        reviews=partial(reviews.how_many, *asked),
        attempts=partial(reviews.attempts, *asked),
        turnaround=partial(reviews.turnaround, *asked),
        by=partial(side, *asked),
        education=partial(education.how_many, *asked),
        groups=partial(education.groups, *asked),
        over_time=partial(education.over_time, *asked),
        across=partial(education.across, *asked),
        none_held=partial(education.none_held, *asked),
    )
    if answers["reviews"].missing == "no_reviews" and answers["education"].missing == "no_education":
        shown.show_what_to_hand_over(context)
        return
    shown.show_reviews(answers["reviews"], answers["attempts"], answers["turnaround"], answers["by"], context)
    shown.show_education(answers["education"], answers["groups"], answers["over_time"], context)
    shown.show_where(answers["across"], answers["none_held"], context)


show(current())
