"""The attack on the release rules: everything a small bank releases, as equations, and what can be worked out of them.

``people`` makes the bank, ``released`` asks the product for all it answers, ``working_out`` solves; ``python -m
tests.attack`` asks more, of more banks, for longer than the tests do. It attacks as an outsider with patience would:
knowing how many people of every kind answered (that is not protected), and every number that is ever shown.
"""
