"""Imports all that a command of `scrapy` or `catalogue` needs; only read by the process that `forked.py` forks from."""

from __future__ import annotations

import importlib
import pkgutil
import sys

PACKAGES = """
    scrapy.commands scrapy.core scrapy.downloadermiddlewares scrapy.extensions scrapy.spidermiddlewares
    crawler crawler.commands spiders
"""
MORE = """
    scrapy.crawler scrapy.core.downloader.handlers.http11 scrapy.squeues scrapy.statscollectors scrapy.utils.test
    catalogue.cli catalogue.build dateparser
"""
NOT_YET = {"crawler.settings"}  # reads the environment, which differs from command to command
OUTDATED = {"scrapy.extensions.statsmailer"}  # warns when it is imported

for package in PACKAGES.split():
    for found in pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}."):
        if found.name not in NOT_YET | OUTDATED:
            importlib.import_module(found.name)
for name in MORE.split():
    importlib.import_module(name)

assert not {"twisted.internet.reactor", *NOT_YET} & {*sys.modules}, "a command could not begin afresh any more"
