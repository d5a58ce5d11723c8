"""Measures the project against its rivals, side by side and one run each; what is measured here is never asserted.

``python -m tests.benchmarks`` (``make bench``) runs everything; ``generator`` writes banks of any size for it.
"""
