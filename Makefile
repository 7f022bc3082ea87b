# `make serve` shows the site, `make test` checks everything; both install what they need into this folder.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ORACLE := .venv-oracle

.PHONY: help install serve build offline check test test-quick test-oracle lint bench clean

help:
	@echo "make serve   install everything and show the site on http://127.0.0.1:8000"
	@echo "make test    install everything and run all checks: style, types, content, Python, real browser"
	@echo "make test-quick  the tests without a browser and without a built site (below two minutes)"
	@echo "make build   write the site to site/"
	@echo "make offline write dist/workbook-offline.zip, whose pages open by double click"
	@echo "make check   lint the content only (seconds)"
	@echo "make test-oracle compare the formulas with the schedulers of diffusers (installs PyTorch)"
	@echo "make bench   measure what learners wait for, and write docs/performance.md"
	@echo "make clean   remove everything that was installed or built"

install: $(VENV)/.installed node_modules/.installed

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

# npm comes with Node.js from the Python packages; no package may run a script of its own while it is installed.
node_modules/.installed: package.json package-lock.json | $(VENV)/.installed
	$(BIN)/python -m hooks.node npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

serve: install
	$(BIN)/workbook serve

build: install
	$(BIN)/workbook build

offline: install
	$(BIN)/workbook offline

check: install
	$(BIN)/workbook check

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m hooks.node tsc -p tests/jsconfig.json
	$(BIN)/python -m hooks.node tsc -p tests/jsconfig.service-worker.json
	$(BIN)/python -m hooks.node cspell lint --config tests/spelling/cspell.json --no-progress --no-summary --show-suggestions

test: lint check
	$(BIN)/python -m pytest -n auto --dist worksteal --durations 40

test-quick: install
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow" --ignore tests/browser

test-oracle: $(ORACLE)/.installed
	$(ORACLE)/bin/python -m pytest --confcutdir=tests/oracle tests/oracle

# The build of PyTorch depends on the machine, so that it alone has no hash in the lock: the second installation adds
# what the first leaves out of the group. On Linux, pip finds the large build for CUDA unless PIP_EXTRA_INDEX_URL names
# PyTorch's own index of CPU builds.
$(ORACLE)/.installed: requirements-oracle.lock pyproject.toml
	$(PYTHON) -m venv $(ORACLE)
	$(ORACLE)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-oracle.lock
	$(ORACLE)/bin/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["oracle"])' \
		| xargs $(ORACLE)/bin/python -m pip install --quiet --disable-pip-version-check
	@touch $@

bench: install
	$(BIN)/python tests/bench/answers.py
	$(BIN)/python tests/bench

clean:
	rm -rf $(VENV) $(ORACLE) node_modules .cache site dist *.egg-info
