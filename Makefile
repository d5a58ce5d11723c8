# Two commands matter: `make run` and `make test`. Both prepare what they need on a fresh machine.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
BANKS := $(or $(HUIYIN_BANKS),data/banks)
PORT ?= 8501

.PHONY: run demo test lint format types contracts pytest browser postgresql shots calibrate mutate bench soak faults spark licences audit clean

run: $(VENV)/.runtime
	@ls "$(BANKS)"/*/CURRENT >/dev/null 2>&1 || $(BIN)/python -m pipelines demo
	$(BIN)/streamlit run streamlit_app.py --server.address 127.0.0.1 --server.port $(PORT) --server.headless true

demo: $(VENV)/.runtime
	$(BIN)/python -m pipelines demo

test: lint types contracts browser postgresql pytest

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.test
	$(BIN)/mypy

contracts: $(VENV)/.test
	$(BIN)/lint-imports

# A system Chromium and a Chinese font: installed on Debian as root, asked for elsewhere.
browser: $(VENV)/.test
	$(BIN)/python -m tests.browser.system

# A system PostgreSQL for the ledger's tests: installed on Debian as root, asked for elsewhere.
postgresql: $(VENV)/.test
	$(BIN)/python -m tests.dashboard.ledger.postgresql

pytest: $(VENV)/.test
	$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

shots: $(VENV)/.test browser
	$(BIN)/python -m tests.browser.shots

# Coverage and error rates of every method beside what was promised: some minutes.
calibrate: $(VENV)/.test
	$(BIN)/python -m tests.calibrate

# Moves every constant of the statistics a little and names the test that notices: about half an hour.
mutate: $(VENV)/.test
	$(BIN)/python -m tests.mutation

# Minutes to hours and some 50 GB of disk: 1 and 10 million responses. BENCH="--responses 1000000" for less.
bench: $(VENV)/.bench
	$(BIN)/python -m tests.benchmarks $(BENCH)

# Ten minutes of spoilt exports through every reader, the commands and the upload page, then ten of fifty people at once
# while builds are published (needs nginx). SOAK="--minutes 60" for more.
soak: $(VENV)/.test
	$(BIN)/python -m tests.soak $(SOAK)
	$(BIN)/python -m tests.soak.load $(SOAK)

# What happens when a part of the site fails, behind nginx with two processes: some minutes; needs nginx and Chromium.
faults: $(VENV)/.test browser
	$(BIN)/python -m tests.dashboard.server $(FAULTS)

# The second engine beside DuckDB on Spark itself: one machine, an executor that is killed, a master with two workers. Half
# an hour, Java 17 or 21, and an environment of its own, for Spark is some 450 MB.
spark: $(VENV)-spark/.ready
	$(VENV)-spark/bin/python -m pytest tests/spark $(SPARK)

$(VENV)-spark/.ready: requirements-spark.txt requirements-test.txt requirements.txt
	$(PYTHON) -m venv $(VENV)-spark
	$(VENV)-spark/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-spark.txt -r requirements-test.txt
	@touch $@

# Under which licence everything stands that the product runs on.
licences: $(VENV)/.test
	$(BIN)/python -m tests.licences

# Known weaknesses of what the product runs on, asked of PyPI, else of osv.dev; in an environment of its own, which it
# needs. Where neither can be asked it says so and fails nothing.
audit:
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	$(VENV)-audit/bin/python -m tests.known_weaknesses $(VENV)-audit/bin/pip-audit

clean:
	rm -rf $(VENV) $(VENV)-audit $(VENV)-spark .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache shots

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; found $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-test.txt requirements-postgresql.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	@touch $@ $(VENV)/.runtime

$(VENV)/.bench: requirements-bench.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@
