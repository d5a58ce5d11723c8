"""The simulations of the method page, each with its controls; a change redraws only the picture it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from dashboard.components.context import Context
from dashboard.components.plot import show_plot
from dashboard.explanations import Alarms, Luck, Waiting, Width
from dashboard.figures import method as figures
from dashboard.figures.figure import Figure
from dashboard.views import View

BRANCHES = (5, 10, 20, 30, 40, 60)
EACH = (10, 20, 30, 50, 100, 200, 300, 500)
ANSWERS = (10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000)
SCATTERS = (0, 5, 10)
SEED = "method-seed"


@st.fragment
def show_luck(context: Context, draw: Callable[[int, int, int], Luck]) -> None:
    """Choose how many branches and answers; see how far luck alone pulls them apart."""
    view = context.view
    with st.container(key="picture-luck"):
        heading = st.container()
        left, right = st.columns(2, gap="medium")
        with left:
            branches = _choose(view.text("Number of branches"), BRANCHES, 20, "luck-branches", view)
        with right:
            responses = _choose(view.text("Answers of each branch"), EACH, 50, "luck-responses", view)
        luck = draw(branches, responses, _seed("luck"))
        gap = view.number(luck.gap, 1)
        title = view.text(
            "{branches} branches exactly alike: best and worst lie {gap} points apart, by luck alone",
            branches=branches,
            gap=gap,
        )
        with heading:
            _heading(view.text("Why there is no league table"), title)
        _figure(figures.draw_luck(luck, view), "luck", title, view)
        _key(
            "● " + view.text("branch"),
            "◆ " + view.text("called higher or lower"),
            "░ " + view.text("what luck reaches in 95% and 99.8% of cases"),
            "─ " + view.text("all together"),
        )
        usual = view.text(
            "On average of {draws} draws: {gap} points.", draws=luck.draws, gap=view.number(luck.usual_gap, 1)
        )
        _say(usual, _called(luck, view))
        _again("luck", view)


def _called(luck: Luck, view: View) -> str:
    if set(luck.codes) == {"too_few"}:
        return view.text("With so few answers, none of them is compared here.")
    wrongly = sum(code in ("higher", "lower") for code in luck.codes)
    if wrongly:
        return view.text("By our comparison, this draw calls {count} of them wrongly; that stays rare.", count=wrongly)
    return view.text("By our comparison, all of them cannot be told apart, which is the truth.")


@st.fragment
def show_width(context: Context, draw: Callable[[int], Width]) -> None:
    """Choose a number of answers; see how wide the interval of the same score is."""
    view = context.view
    with st.container(key="picture-width"):
        heading = st.container()
        width = draw(_choose(view.text("Number of answers"), ANSWERS, 100, "width-responses", view))
        low, high = view.number(width.low, 1), view.number(width.high, 1)
        title = view.text(
            "A score of {score} from {responses} answers: 95% interval {low} to {high}",
            score=view.number(width.score),
            responses=view.number(width.chosen),
            low=low,
            high=high,
        )
        with heading:
            _heading(view.text("What an interval is for"), title)
        _figure(figures.draw_width(width, view), "width", title, view)
        _key("● " + view.text("score"), "░ " + view.text("95% interval"))
        _say(
            view.text(
                "Four times the answers halve it: {low} to {high}. "
                "To know a score to ± {margin} points takes about {needed} answers.",
                low=view.number(width.four_times[0], 1),
                high=view.number(width.four_times[1], 1),
                margin=view.number(width.margin),
                needed=view.number(width.needed),
            ),
            _base_rule(width.chosen, context),
        )


def _base_rule(responses: int, context: Context) -> str:
    view, rules = context.view, context.catalogue.rules
    if responses < rules["base_hidden_below"]:
        return view.text("So few would not be shown at all.")
    if responses < rules["base_interval_below"]:
        return view.text("So few show their interval alone.")
    if responses < rules["base_low_below"]:
        return view.text("So few are marked “low base”.")
    return ""


@st.fragment
def show_alarms(context: Context, draw: Callable[[int, int], Alarms]) -> None:
    """Choose how much months move by themselves; see what plain limits make of it, and ours."""
    view = context.view
    with st.container(key="picture-alarms"):
        heading = st.container()
        scatter = st.segmented_control(
            view.text("Real movement from month to month, in points"),
            SCATTERS,
            default=10,
            required=True,
            format_func=view.number,
            key="alarms-scatter",
        )
        alarms = draw(int(scatter), _seed("alarms"))
        plain, ours = view.number(alarms.plain_pct), view.number(alarms.laney_pct)
        title = view.text(
            "Nothing happened, yet plain limits raise an alarm in {plain}% of series; ours in {ours}%",
            plain=plain,
            ours=ours,
        )
        with heading:
            _heading(view.text("Why the limits are wider than chance alone"), title)
        _figure(figures.draw_alarms(alarms, view), "alarms", title, view)
        _key(
            "░ " + view.text("our limits"),
            "╌ " + view.text("plain limits, chance alone"),
            "◆ " + view.text("month called out by either"),
        )
        _say(
            view.text(
                "{series} simulated series of {months} months with {least} to {most} answers each; "
                "drawn is the first that plain limits call out.",
                series=alarms.series,
                months=len(alarms.scores),
                least=alarms.bases_between[0],
                most=alarms.bases_between[1],
            )
        )
        _again("alarms", view)


def show_waiting(context: Context, waiting: Waiting) -> None:
    """Ten suggestions, three still open: what the adoption rate is, and what three shortcuts would make of it."""
    view = context.view
    (first_day, first), (last_day, last) = waiting.told_at
    title = view.text(
        "{first}% adopted by day {first_day}, {last}% by day {last_day}: open ones count as open",
        first=view.number(first),
        first_day=first_day,
        last=view.number(last),
        last_day=last_day,
    )
    with st.container(key="picture-waiting"):
        _heading(view.text("Why open suggestions are not left out"), title)
        _figure(figures.draw_waiting(waiting, view), "waiting", title, view)
        _key("● " + view.text("Adopted"), "✕ " + view.text("Declined"), "○ " + view.text("Still open"))
        _say(
            view.text("① adopted of all: open ones count as refused, {share}%", share=view.number(waiting.of_all)),
            view.text(
                "② adopted of those decided: open ones are dropped, {share}%", share=view.number(waiting.of_decided)
            ),
            view.text(
                "③ refused ones treated as if still undecided, {share}%", share=view.number(waiting.declined_as_open)
            ),
        )


def _choose(label: str, options: Sequence[int], default: int, key: str, view: View) -> int:
    return int(st.select_slider(label, options, value=default, key=key, format_func=view.number))


def _seed(name: str) -> int:
    return int(st.session_state.get(f"{SEED}-{name}", 1))


def _again(name: str, view: View) -> None:
    def next_seed() -> None:
        st.session_state[f"{SEED}-{name}"] = _seed(name) + 1

    st.button(view.text("Draw again"), key=f"again-{name}", on_click=next_seed)


def _heading(kicker: str, title: str) -> None:
    st.html(f'<p class="hy-kicker">{escape(kicker)}</p><h3 class="hy-find">{escape(title)}</h3>')


def _figure(figure: Figure, name: str, title: str, view: View) -> None:
    show_plot(figure, view, key=f"figure-{name}", alt=title, file_name=f"huiyin-method-{name}")


def _key(*words: str) -> None:
    st.html(f'<p class="hy-key">{"".join(f"<span>{escape(word)}</span>" for word in words)}</p>')


def _say(*sentences: str) -> None:
    st.html("".join(f'<p class="hy-say">{escape(sentence)}</p>' for sentence in sentences if sentence))
