"""Moves one constant of the statistics at a time and asks whether any test notices: ``python -m tests.mutation``."""
