"""Turns a bank's exports into one finished, checked DuckDB build; imports nothing of the dashboard.

The commands (``python -m pipelines``) call ``load``, which reads files through ``readers``, maps them by a description,
types, masks and refuses by ``contracts``, and hands canonical rows to ``build``, which runs ``sql/`` and ``publish``.
"""
