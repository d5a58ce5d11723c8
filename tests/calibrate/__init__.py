"""Coverage and error rates of the statistics room, beside what was promised.

``python -m tests.calibrate`` prints them all; ``tests/dashboard/stats/test_calibration.py`` runs a short version.
"""
