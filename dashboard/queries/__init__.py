"""Asks a finished build: one typed function beside one fixed .sql file per question; alone imports duckdb.

No SQL text is assembled from what a person chose: choices travel as named parameters, and every statement narrows by
unit and scope in the same way (``where.Where``). Results are cached by build, statement and parameters.
"""
