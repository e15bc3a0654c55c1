# Needs git, make and Python 3.11 or later; everything else comes into .venv through pip.
.DEFAULT_GOAL := help
.PHONY: help manual browser guide test check embed reasons proof parity bench format clean java chromium

FIND_PYTHON = for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { command -v $$name; break; }; done
PYTHON ?= $(shell $(FIND_PYTHON))
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CMS ?= ../shared/cms
DAY := 2024-03-15
GUIDE := out/hysteroscopy-$(DAY)

help:
	@echo "make guide    install into .venv, write and show the hysteroscopy guide of $(DAY)"
	@echo "make manual   build the manual into out/manual"
	@echo "make browser  walk the pages in a browser, with pictures in out/screenshots"
	@echo "make chromium install the browser that the tests of pages run in, where apt can"
	@echo "make java     install what the tests of Spark run on, where apt can"
	@echo "make test     lint, types and tests, with what they need; uses CMS's files in $(CMS) if they are there"
	@echo "make proof    the long proofs against whole releases of CMS ($(CMS))"
	@echo "make parity   write docs/parity.md: what was compared with what"
	@echo "make embed    build the embedded facts again from $(CMS)"
	@echo "make reasons  give the reasons of new rules their stable codes"
	@echo "make bench    the benchmarks, each with its budget"
	@echo "make format   put the source into its common form"
	@echo "make clean    remove .venv and what was built"

# Exit status 1 of a command says that an answer holds an unknown, which the guide names: no failure of the program.
guide: .venv/installed
	@mkdir -p out
	@$(BIN)/allowable guide hysteroscopy --on $(DAY) || test $$? -eq 1
	@$(BIN)/allowable guide hysteroscopy --on $(DAY) -o $(GUIDE).pdf -o $(GUIDE).html || test $$? -eq 1

test: java chromium check
	$(BIN)/pytest -n auto --dist worksteal -m "not proof"

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

proof: .venv/dev
	$(BIN)/pytest -n auto --dist worksteal -m proof

parity: .venv/dev
	$(BIN)/python tools/parity.py

embed: .venv/dev
	$(BIN)/allowable releases build $(CMS) --exclude rejected --out src/allowable/releases/embedded
	$(BIN)/allowable releases verify src/allowable/releases/embedded

reasons: .venv/dev
	$(BIN)/python tools/register_reasons.py

bench: .venv/dev
	@status=0; for file in bench/bench.py bench/claims.py bench/facilities.py bench/sql.py bench/api.py bench/pages.py; do echo "== $$file"; $(BIN)/python $$file || status=1; done; exit $$status

format: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv out dist build

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later was found. Install one, or name it: make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(MAKE) --no-print-directory apt-python3-venv
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 2; }

.venv/installed: .venv/bin/python pyproject.toml
	@echo "Installing allowable and what it needs into .venv (once)"
	@$(PIP) --editable .
	@touch $@

.venv/dev: .venv/bin/python pyproject.toml
	@echo "Installing allowable and what its tests need into .venv (once)"
	@$(PIP) --editable '.[dev]'
	@touch $@ .venv/installed

# What Spark runs on. Its tests say that they skip where it is absent.
manual: .venv/dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --site-dir out/manual
	@echo "out/manual/index.html"

browser: .venv/dev chromium
	ALLOWABLE_SCREENSHOTS=$(CURDIR)/out/screenshots $(BIN)/pytest tests/browser

chromium:
	@command -v chromium >/dev/null || $(MAKE) --no-print-directory apt-chromium apt-fonts-dejavu || echo "NOT TESTED here: pages in a browser, which needs Chromium"

java:
	@command -v java >/dev/null || $(MAKE) --no-print-directory apt-default-jre-headless || echo "NOT TESTED here: Spark, which needs Java"

# A package of Debian or Ubuntu, where this user may install it; elsewhere it says what to do.
apt-%:
	@if command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then \
	  as=; [ "$$(id -u)" = 0 ] || as=sudo; $$as apt-get update -qq && $$as apt-get install -y -qq $* >/dev/null; \
	else echo "This needs the system's package $*; install it (Debian, Ubuntu: sudo apt-get install $*), then run make again."; exit 2; fi
