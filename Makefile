# Five verbs for whoever works on it; each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin

# Compiled modules halve every start.
unexport PYTHONDONTWRITEBYTECODE

# Half of what tests do is waiting for servers: four at a time keep two processors busy. A file's
# tests stay together, and the files come as `tests/conftest.py` puts them.
TOGETHER := -n 4 --dist loadfile --no-loadscope-reorder

.PHONY: help demo run test coverage mutants chromium check bench chaos docs screenshots lock record clean
.DEFAULT_GOAL := help

help: ## what can be done here
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

# The locks pin everything, so nothing is left to resolve: pip would look up what an extra such as
# `coverage[toml]` asks for, find a newer release without a hash, and refuse.
.venv/ready: requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

demo: .venv/ready ## one request through its whole life, weeks in seconds (ARGS=--provider=stripe)
	@$(BIN)/python starter.py demo $(ARGS)

run: .venv/ready ## engine, worker and web console on this machine (ARGS=--sample fills it)
	@$(BIN)/python worker.py --dev --console $(ARGS)

test: .venv/ready-dev chromium ## all tests, on a real engine and both databases
	$(BIN)/pytest $(TOGETHER) $(ARGS)

coverage: .venv/ready-dev chromium ## the same, and what of the code they reached
	$(BIN)/pytest $(TOGETHER) --cov --cov-report=term:skip-covered $(ARGS)

check: .venv/ready-dev ## format, lint, types, imports, lock, recordings, containers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/deptry tests benchmarks tools --exclude '^var' --ignore DEP002,DEP004
	$(BIN)/python tools/check_lock.py
	$(BIN)/python tools/check_kept.py
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/hadolint Dockerfile

bench: .venv/ready-dev ## what a request and an invoice cost, compared with bare workflows and DBOS
	$(BIN)/python -m benchmarks $(ARGS)

chaos: .venv/ready-dev ## kills, pauses and fills whatever runs, and checks (ARGS="--seed 7 --minutes 10 --postgres")
	nice -n 10 $(BIN)/python -m tests.chaos $(ARGS)

mutants: .venv/ready-dev ## which small mistakes in the rules no test would notice (ARGS="domain.invoices.*")
	nice -n 19 $(BIN)/mutmut run --max-children 1 $(ARGS)
	$(BIN)/mutmut results

chromium:
	@tools/chromium.sh

docs: .venv/ready-dev ## bring the generated parts of the documentation up to date
	$(BIN)/python -m tools.docs

screenshots: .venv/ready-dev chromium ## pictures of the console for the documentation
	$(BIN)/python -m tools.screenshots

lock: .venv/ready-dev ## pin what pyproject.toml asks for
	$(BIN)/python tools/lock.py

record: .venv/ready-dev ## record what this release lacks of histories and samples
	$(BIN)/python -m tests.workflows.record $(ARGS)
	$(BIN)/python -m tests.workflows.commands
	$(BIN)/python -m tests.workflows.record_samples

clean: ## forget the state of the embedded parts
	rm -rf var
