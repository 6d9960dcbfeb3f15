"""The formats in which opportunities can be taken away, one file each; adding one is a line here."""

from __future__ import annotations

from catalogue.formats.atom import ATOM
from catalogue.formats.csv_text import CSV
from catalogue.formats.edition import Edition, Format, Row
from catalogue.formats.ical import ICAL
from catalogue.formats.json_text import JSON, JSON_LINES
from catalogue.formats.ris import RIS
from catalogue.formats.xlsx import XLSX

__all__ = ["FORMATS", "Edition", "Format", "Row"]

FORMATS = {format.suffix: format for format in (CSV, JSON, JSON_LINES, XLSX, RIS, ATOM, ICAL)}
