"""For `scrapyd-deploy`, which runs a file of this name; everything else stands in pyproject.toml."""

from setuptools import setup

# Scrapyd finds the settings of an egg by this entry.
setup()
