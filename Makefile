# Every command a newcomer needs. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEMO := demo-library

.DEFAULT_GOAL := help

help: ## List these commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## Make .venv and install everything from the lock file

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed. Name one: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
		|| { echo "Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

run: setup ## Build the sample library and serve it on http://127.0.0.1:8000
	@test -f $(DEMO)/catalogue.db || $(BIN)/evidence --home $(DEMO) demo
	@echo
	@echo "Open the link below in a browser to sign in. Or try, in another terminal:"
	@echo "  $(BIN)/evidence --home $(DEMO) search waiting list"
	@echo "  $(BIN)/evidence --home $(DEMO) readiness"
	@echo "  $(BIN)/evidence --home $(DEMO) show E-0001"
	@echo "  $(BIN)/evidence --home $(DEMO) pack build --statement QS7 --internal --out pack.zip"
	@echo "The API is shown on http://127.0.0.1:8000/docs"
	@echo
	$(BIN)/evidence --home $(DEMO) serve --sign-in asha.patel@example.org

optional:
	@tests/install-optional

test: setup optional ## Run every test and say how many ran
	$(BIN)/python -m pytest -n 2 --dist loadgroup -q -ra

lint: setup ## Check style, types, spelling and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

fix: setup ## Mend what the linters can mend by themselves
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## Measure speed and memory beside references; writes docs/figures.md
	$(BIN)/python -m bench --write

faults: setup ## Inject faults and check that nothing is lost (an hour or more); writes docs/assurance.md
	$(BIN)/python -m faults --every --write

docs: setup ## Write the figures and command lists of the documents anew
	$(BIN)/python -m docs.generate

check: lint test ## What must pass before a change is shared

sbom: setup ## Write what the program is made of to sbom.cdx.json (CycloneDX)
	$(BIN)/python -m app.components requirements.lock --out sbom.cdx.json

lock: setup ## Choose newer versions of the dependencies and lock them by hash
	$(BIN)/python -m pip install --quiet uv
	for part in "" -dev; do $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --only-binary :all: requirements$$part.in -o requirements$$part.lock; done

clean: ## Remove what was built, but no library
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache build dist sbom.cdx.json

.PHONY: help setup run optional test lint fix bench faults docs check sbom lock clean
