# make demo   set up, gather the practice sites over HTTP, build, show what was found, serve (SERVE=no: stop after the export)
# make test   set up, run the whole suite          make check  lint, format, types
# make setup  make .venv and install               make bench  print the ratios that the docs promise
# make coverage  every branch of robots, guard, politeness and life cycle is run
# make lock   pin newer versions                   make docs   write the generated parts of the docs anew

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PORT ?= 8001

.PHONY: demo setup test check coverage bench lock docs screenshots

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (a minute or so, once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . 2>$(VENV)/install.log \
	  || { cat $(VENV)/install.log; exit 1; }
	@touch $(STAMP)

demo: setup
	@$(BIN)/scrapy demo --port $(PORT) $(if $(filter no,$(SERVE)),--no-serve)

test: setup
# Longest files first (tests/conftest.py), and what is compiled is kept: every command of a test is a Python that starts.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# Every branch of what must never go wrong: robots, guard, politeness, walls, verdicts, life cycle.
COVERED := crawler/robots/*.py,crawler/guard/*.py,crawler/politeness.py,crawler/turns.py,crawler/rest.py,crawler/window.py,crawler/contact.py,crawler/conditional/*.py,crawler/wall.py,catalogue/life_cycle.py,catalogue/archive/confirmed.py
coverage: setup
	@$(BIN)/python -m pytest --cov --cov-report= $(addprefix tests/test_,$(addsuffix .py,robots guard politeness conditional life_cycle since truth verdict hostile))
	@$(BIN)/coverage report --show-missing --fail-under=100 --include='$(COVERED)'

bench: setup
	@$(BIN)/python -m tests.bench

docs: setup
	@$(BIN)/python -m tools.write_docs

screenshots: setup
	@$(BIN)/python -m tools.screenshots

# pip-tools runs in an environment of its own: it is no part of the project.
lock:
	@test -x $(VENV)-lock/bin/pip-compile || { $(PYTHON) -m venv $(VENV)-lock && $(VENV)-lock/bin/pip install -q pip-tools; }
	@$(VENV)-lock/bin/pip-compile --quiet --upgrade --allow-unsafe --generate-hashes --strip-extras --extra test \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o requirements.lock pyproject.toml
