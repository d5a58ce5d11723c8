"""A second engine: models whose work grows with the answers run on Apache Spark, from the same files as in DuckDB.

Imports ``models``, ``raw`` and ``refusals``. ``plan`` says which model runs where, ``dialect`` says its SQL in Spark's
words, ``engine`` runs it, ``session`` finds the cluster. What comes out is a build like any other: the same tables of
the same types with the same rows, checked, published and served as ever. It needs requirements-spark.txt and Java; only
full rebuilds run there, late files are applied by DuckDB.
"""
