"""The commands of `catalogue`, a file for each kind of work; `catalogue/cli.py` puts them together."""
