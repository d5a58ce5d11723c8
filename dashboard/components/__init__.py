"""The small Streamlit pieces that pages share; imports streamlit, figures, verdicts, queries and the frozen values."""

from __future__ import annotations
