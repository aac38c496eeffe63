# make demo   the whole season on three real forms, into demo/ (needs Python 3.11+, git, make)
# make test   everything the tests need is installed (Debian), then lint, types, floors and tests
# make lint   the first three only          make fmt    format and mend what a machine can mend
# make lock   renew the locked versions     make clean  remove what the above made
# make bench  speed and memory, printed beside other libraries in the same run
#
# Another Python: make PYTHON=python3.12 test          More test processes: make JOBS=8 test

PYTHON ?= python3
JOBS ?= 2
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
LOCK := requirements-test.lock
# The build back end comes from the lock too, not from a download at build time.
EDITABLE := --no-build-isolation --editable .

.PHONY: demo test lint fmt bench lock clean system
.DELETE_ON_ERROR:

demo: .venv/.runtime
	@$(BIN)/xltools demo -o demo

# pytest comes last: its closing line is the last line of the output. A file's tests stay together, so that
# what they share is made once.
test: system lint
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

lint: .venv/.tests
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fmt: .venv/.tests
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: .venv/.tests
	@$(PIP) install --constraint $(LOCK) $(EDITABLE)[bench]
	@$(BIN)/python -m benchmarks.issue
	@$(BIN)/python -m benchmarks.read
	@$(BIN)/python -m benchmarks.collect
	@$(BIN)/python -m benchmarks.summary
	@$(BIN)/python -m benchmarks.ribbon

system:
	@sh .ci/system-packages

.venv/.made:
	@sh .ci/make-venv "$(PYTHON)" .venv
	@touch $@

.venv/.runtime: .venv/.made pyproject.toml $(LOCK)
	@echo "Installing xltools into .venv …"
	@$(PIP) install --constraint $(LOCK) hatchling editables
	@$(PIP) install --constraint $(LOCK) $(EDITABLE)
	@touch $@

.venv/.tests: .venv/.made pyproject.toml $(LOCK)
	@echo "Installing xltools and its test tools into .venv …"
	@$(PIP) install --requirement $(LOCK)
	@$(PIP) install --constraint $(LOCK) $(EDITABLE)[test]
	@touch $@

# In a fresh environment, so that nothing but our own needs is locked.
lock:
	@rm -rf build/lock && sh .ci/make-venv "$(PYTHON)" build/lock
	@build/lock/bin/python -m pip -qq install '.[test]'
	@build/lock/bin/python -m pip freeze --exclude pip --exclude setuptools --exclude xltools-evaluation > $(LOCK)
	@rm -rf build/lock

clean:
	@rm -rf .venv demo build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
