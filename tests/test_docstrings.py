"""The examples in the docstrings give what they say."""

import doctest
import importlib
import pkgutil

import geomap

LEAST = 120  # 140 today


def test_every_example_gives_what_it_says():
    tried = 0
    for found in pkgutil.walk_packages(geomap.__path__, "geomap."):
        if found.name != "geomap.__main__":
            result = doctest.testmod(importlib.import_module(found.name))
            assert result.failed == 0, found.name
            tried += result.attempted
    assert tried >= LEAST
