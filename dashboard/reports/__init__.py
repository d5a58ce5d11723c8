"""Bulletins and packs: a report is data made of released answers and their words, and each writer puts it on paper.

Imports answers, words, figures, the ledger, exports' picture machine and what lies below them; no page, no Streamlit.
"""
