"""Every example in a docstring of the statistics room is true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import dashboard.stats

MODULES = sorted(module.name for module in pkgutil.iter_modules(dashboard.stats.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    module = importlib.import_module(f"dashboard.stats.{name}")
    result = doctest.testmod(module)
    assert result.failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_has_an_example_or_is_small(name: str) -> None:
    """A public function explains itself, and all but the plumbing prove it by an example."""
    module = importlib.import_module(f"dashboard.stats.{name}")
    plumbing = {"together", "share", "line", "ratio", "quantile_of", "two_sided", "adjusted"}
    for public, thing in vars(module).items():
        if public.startswith("_") or not callable(thing) or getattr(thing, "__module__", "") != module.__name__:
            continue
        if isinstance(thing, type):
            assert thing.__doc__, f"{name}.{public} has no docstring"
            continue
        assert thing.__doc__, f"{name}.{public} has no docstring"
        assert public in plumbing or ">>>" in thing.__doc__, f"{name}.{public} has no example"
