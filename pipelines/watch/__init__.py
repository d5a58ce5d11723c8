"""Watches a folder for a bank and loads what is put into it; imports ``load``, ``originals`` and ``banks``."""
