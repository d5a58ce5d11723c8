"""Administration 管理, for administrators: who may see what, who looked at what, and is anything unusual?"""

from __future__ import annotations

import streamlit as st

from dashboard import unusual
from dashboard.access import register
from dashboard.components.administration import show_audit, show_people, show_unusual
from dashboard.components.context import Context, current
from dashboard.components.ledger import ledger_of, show_fault, unless_out_of_reach
from dashboard.components.words import show_notice, show_title
from dashboard.ledger import audit, suspensions


def show(context: Context) -> None:
    """What is unusual, who has what and is suspended, and the newest entries with the state of their chain."""
    view = context.view
    show_title(view.text("Administration"), view.text("Who may see what, who looked at what, and is anything unusual?"))
    people = register.read(context.build.folder)
    if people is None or not people.names_somebody:
        show_notice(
            view.text("Nobody is named in config/access.toml yet: without sign-in there is one local user."),
            view.text("The manual in data/README.md says how people sign in and what a role may hold."),
        )
    with unless_out_of_reach(view):
        show_fault(view, "administration")
        ledger = ledger_of(context)
        show_unusual(unusual.find(audit.days(ledger, unusual.LOOKS_BACK_DAYS), context.build.zone), context)
        if people is not None and people.names_somebody:
            show_people(people, suspensions.standing(ledger), context)
        show_audit(ledger, context)


if not current().scope.may_administer:
    st.stop()
show(current())
