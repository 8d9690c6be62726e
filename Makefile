# Two commands do all the set-up on a machine with Python 3.11 or later: make demo, make test.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: demo test format generate clean

demo: $(READY)  ## draft a protocol from the migraine preset, check it, show the output
	@mkdir -p demo
	@test -e demo/study.toml || $(BIN)/tavns new demo/study.toml --preset migraine
	$(BIN)/tavns check demo/study.toml

test: $(READY)  ## format, lint, types, what is generated, all tests, the wheel
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python tools/generate.py --check
	$(BIN)/python -m pytest

format: $(READY)  ## put the code into the one format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

generate: $(READY)  ## write the files that are made from the model
	$(BIN)/python tools/generate.py

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed; say which: make PYTHON=python3.11 ..."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(READY)

clean:  ## remove what the other commands made
	rm -rf .venv demo dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
