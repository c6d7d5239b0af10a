# The commands of the project. Everything happens in .venv, which the first call makes.
PYTHON ?=
export PYTHON
python := .venv/bin/python
no_qt_tests = tests/scenario tests/cli

.DEFAULT_GOAL := help
.PHONY: help run test random-users soak test-no-qt lint types layers check bench reliability report build translations constraints clean setup-run setup-test setup-bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' Makefile

run: setup-run ## set up what is missing and open the window (without a screen: a picture and a table in out/)
	@scripts/run.sh

test: setup-test ## set up what is missing and run all tests
	QT_QPA_PLATFORM=offscreen $(python) -m pytest -q -n auto --dist loadfile
	scripts/on_x_server.sh $(python) -m pytest -q -m xvfb
	QT_QPA_PLATFORM=offscreen $(python) -m pytest -q -p no:xdist -m random_user tests/soak

test-no-qt: setup-test ## the tests of scenarios and command line as if Qt were not installed
	PYTHONPATH=tests/no_qt $(python) -m pytest -q -p no:pytest-qt -n auto --dist loadfile $(no_qt_tests)

lint: setup-test ## style
	.venv/bin/ruff check --output-format concise .

types: setup-test ## types
	.venv/bin/mypy

layers: setup-test ## imports point down
	.venv/bin/lint-imports

check: test test-no-qt lint types layers ## everything that must hold

random-users: setup-test ## three random users of the window for two minutes each
	QT_QPA_PLATFORM=offscreen $(python) -m pytest -q -m random_user tests/soak

soak: setup-test ## a random user for an hour: errors, stale windows, what was reached, stalls, memory
	$(python) -m tests.soak.random_user --seed 1 --seconds 3600 --strict

bench: setup-bench ## how fast it is, beside the usual ways to do the same
	$(python) -m pytest -q -s tests/benchmarks

reliability: setup-test ## all long tests, with a report in out/reliability: kills, damage, fuzzer, random user, one window (five hours)
	$(python) -m tests.reliability.long

report: setup-test ## measure the learned model and write docs/learned-model.md (half an hour; what is there stays)
	$(python) -m scripts.learned_report

build: setup-test ## the wheel and the source archive, in dist/
	$(python) -m build --no-isolation --outdir dist .

translations: setup-test ## new and changed strings into the files of all languages
	$(python) scripts/translations.py

constraints: ## exact versions anew (needs a network)
	scripts/constraints.sh

clean: ## remove everything that make made
	rm -rf .venv out dist build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

setup-run setup-test setup-bench: setup-%:
	@scripts/setup.sh $*
