# make run: the whole thing on http://localhost:5000.  make test: everything that proves it.

UV_VERSION := 0.13.8
VENV := .venv
PYTHON := $(VENV)/bin/python
UV := $(VENV)/bin/uv
UV_STAMP := $(VENV)/.uv-$(UV_VERSION)
BASE_PYTHON ?= $(shell for name in python3.11 python3 python; do \
  $$name -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null \
  && { echo $$name; break; }; done)

# Images of Python often set it, and each server and engine would compile all its modules anew.
unexport PYTHONDONTWRITEBYTECODE

# A stamp's name holds a checksum of the lists that it stands for: nothing is installed twice, and
# a changed list is noticed whatever its date.
checksum = $(shell cat $(1) 2>/dev/null | cksum | cut -d' ' -f1)
LOCAL_LISTS := requirements.txt requirements-local.txt requirements-overrides.txt
LOCAL_STAMP := $(VENV)/.local-$(call checksum,$(LOCAL_LISTS))
DEV_STAMP := $(VENV)/.dev-$(call checksum,$(LOCAL_LISTS) requirements-dev.txt)
NODE_STAMP := node_modules/.installed-$(call checksum,package-lock.json)

# Tests that use both processors by themselves.
ALONE := models or browser

.PHONY: run demo-vendors test check page lint audit format bench documents clean

run: $(LOCAL_STAMP) $(NODE_STAMP)
	$(PYTHON) -m services.engine.weights fetch
	$(PYTHON) app.py

# The app against fake vendors, so that every path can be tried with no account.
demo-vendors: $(DEV_STAMP) $(NODE_STAMP)
	$(PYTHON) -m services.engine.weights fetch
	$(PYTHON) -m tests.vendors

# Everything: real speech, a real browser, a real server.
test: lint page
	sh scripts/system_packages.sh
	$(PYTHON) -m services.engine.weights fetch
	@echo "Fetching recordings of people"
	@$(PYTHON) -m tests.speech >/dev/null
	$(PYTHON) -m pytest -n 2 --dist worksteal -m "not ($(ALONE))"
	$(PYTHON) -m pytest -m "$(ALONE)"

# What takes about a minute.
check: lint page
	$(PYTHON) -m pytest -q -n 2 --dist worksteal \
	  -m "not models and not browser and not server and not slow"

page: $(NODE_STAMP)
	npm run --silent lint
	npm run --silent types
	@NODE_OPTIONS=--test-reporter=dot npm test --silent || npm test --silent

lint: $(DEV_STAMP)
	$(VENV)/bin/ruff check --quiet .
	$(VENV)/bin/ruff format --check --quiet .
	$(VENV)/bin/lint-imports --no-logo
	$(VENV)/bin/bandit --quiet --configfile pyproject.toml --recursive services app.py
	$(VENV)/bin/mypy

# Known weaknesses of what is installed; asks PyPI.
audit: $(DEV_STAMP)
	$(VENV)/bin/pip-audit --requirement requirements.txt --no-deps --disable-pip

format: $(DEV_STAMP)
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(DEV_STAMP) $(NODE_STAMP)
	sh scripts/system_packages.sh
	$(PYTHON) -m services.engine.weights fetch
	$(PYTHON) -m benchmarks

# The parts of README.md, docs/ and .env.example that are made from code.
documents: $(DEV_STAMP)
	$(PYTHON) -m scripts.documents

clean:
	rm -rf $(VENV) node_modules .mypy_cache .ruff_cache .pytest_cache

$(LOCAL_STAMP): | $(UV_STAMP)
	$(call install,requirements-local.txt)
	@touch $@

$(DEV_STAMP): | $(UV_STAMP)
	$(call install,requirements-dev.txt)
	@touch $@ $(LOCAL_STAMP)

# uv takes seconds where pip takes minutes; without it, pip does the same.
define install
@echo "Installing $(1) into $(VENV)"
@$(UV) pip install --python $(PYTHON) --overrides requirements-overrides.txt -r $(1) \
  || { echo "uv could not: trying pip"; $(PYTHON) -m pip install -r $(1); }
endef

$(UV_STAMP):
	@test -n "$(BASE_PYTHON)" || { echo "Visavis needs Python 3.11. If it is installed under \
another name, say: make BASE_PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making $(VENV) with $(BASE_PYTHON)"
	@$(BASE_PYTHON) -m venv $(VENV) || { echo "On Debian and Ubuntu: apt install python3.11-venv"; exit 1; }
	@$(PYTHON) -m pip install --quiet uv==$(UV_VERSION) || echo "uv could not be installed: pip will do"
	@touch $@

$(NODE_STAMP): package-lock.json
	@command -v npm >/dev/null || { echo "Visavis needs Node 20 with npm"; exit 1; }
	npm ci --no-fund --no-audit
	@touch $@
