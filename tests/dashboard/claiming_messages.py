"""Every message of the catalogue whose words could claim a change, a comparison or an effect, by what it rests on.

A new one has to be put here: with the verdicts if it is said of a verdict alone, else with why it claims none.
"""

from __future__ import annotations

OF_A_VERDICT = frozenset(
    {
        "consistent with",
        "fell",
        "higher",
        "higher than {reference}",
        "lower",
        "lower than {reference}",
        "made worse",
        "not the expected size",
        "proven",
        "rose",
        "{who} higher",
        "{who} lower",
        "“{word}” rose: from {before} to {now} of texts",
        "“{word}” rose",
        "rose: {names}",
        "fell: {names}",
        "Proven together, {measure}: {size} (95% interval {low} to {high})",
        "lower than the next, {step}",
        "Complaints of the other channels rose, {change}: they may have moved.",
        "{count} cells of unit and journey stand lower than their journey",
        "Longer waits at hand-overs: {units}",
        "{what}: fell by {days} working days against {against} ({ends})",
        "{what}: rose by {days} working days against {against} ({ends})",
        "longer than a year before",
        "shorter than a year before",
    }
)
"""Said where the verdict of that name stands, and nowhere else: tried with every answer and every verdict."""
OF_ITS_OWN_TEST = frozenset(
    {
        "Lower than the other journeys together: {journeys} ({count} journeys tested together).",
        "{step}: those without a pain there stand {points} points of NPS higher (95% interval {low} to {high})",
        "Recommend answers lie {points} points lower where {touchpoint} fails",
        "Fewer complaints since {month}, when {channel} closed: the fall follows the channel, not the cause",
        "More complaints go along with a higher score, most clearly: {when}",
        "More complaints go along with a lower score, most clearly: {when}",
    }
)
"""Associations and families of their own, said only where their interval or their corrected test leaves out nothing."""
CLAIMS_NOTHING = frozenset(
    {
        "called higher or lower",
        "② adopted of those decided: open ones are dropped, {share}%",
        "higher is better",
        "lower is better",
        "From submitted to proven",
        "Values dropped",
        "The id: lower-case letters, digits, - and _, starting with a letter or digit; not one in use.",
        "The name is longer than 80 characters.",
        "On the rise against the twelve months before",
        "lower-case letters, digits, - and _, at most 41, starting with a letter or digit",
        "a file described as authoritative holds everything; up to {share} may go without asking",
        "close other programs, or load fewer files at once",
        "By themselves the improved ones were expected to move by {size}, having stood where they stood",
        "Change of the improved among those left alone",
        "Each adopted suggestion that said beforehand what it would move",
        (
            "▲ higher, ▼ lower, ○ cannot be told apart, □ shown together; the band holds 95% and the dashed lines "
            "99.8% of units that differ no more than units here do anyway. Click a point to look at its unit."
        ),
        "Had none done anything, luck would make {count} of them look proven",
        "No adopted suggestion says yet what it should move, where and from when",
        "improved: {change}",
        "where it was improved",
        "{units} improved, {controls} alike left alone; {before} months before, {after} after",
        "The improvement is longer than {count} characters.",
        (
            "{count} cells compared with their journey as one family: {lower} lower ▼, {higher} higher ▲, the rest "
            "cannot be told apart. ○ low base, – too few to show."
        ),
        "Verified: proven to help",
        (
            "How far those without a pain at the step stand above all who used it. It is an association: these "
            "customers met other things as well. Mending the step hardly gives more than that, and may give less."
        ),
        "Stand higher by, points of NPS",
        "Lower when it fails, points",
        "lower from",
        "lower to",
        "Higher when it delights, points",
        "higher from",
        "higher to",
        "Nothing is surely to be improved first: {count} of {all} touchpoints are undetermined",
        "At no touchpoint does a failure go along with lower recommend answers beyond chance",
        (
            "All these ratings together explain {share}% of the differences in recommend answers (95% interval {low} "
            "to {high}, {base} answers). It is an association: it does not say what a better rating would bring."
        ),
        "Fewer than two of these touchpoints have a satisfaction score that may be shown: they cannot be placed",
        (
            "▲ higher, ▼ lower than all together (dotted line), ● cannot be told apart. A line without a dot is the "
            "range of a total with an unknown part; unknown is not zero. Beside the name: indicators known."
        ),
        "full marks above no marks",
        "full marks below no marks",
        (
            "Complaints of the other channels did not fall beyond chance, {change}: nothing says that there is less "
            "to complain about."
        ),
        "Lower end of the interval",
        "Lower limit",
        "Scores with their intervals, what changed beyond chance, journeys, and suggestions adopted, done and proven.",
        "▲ higher than its journey",
        "▼ lower than its journey",
        "Has the waiting become shorter",
        "▲ longer, ▼ shorter than all others, beyond luck",
        "◀ fell, ▶ rose, ● no clear change; with its 95% interval",
    }
)
"""Names of columns and marks, rules, questions, refusals, and sentences that say that nothing of the kind was found."""
