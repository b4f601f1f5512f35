# Two commands set everything up: `make ask` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_FOLDER := .sample-home
Q ?= How long did construction of the Wexelhaven library last?
export Q

.PHONY: ask test lint eval bench clean

ask: $(HOME_FOLDER)/ready ## answer a question over the sample feed; Q="..." asks another
	@$(BIN)/ask --home $(HOME_FOLDER) "$$Q" || [ $$? -eq 3 ]

test: $(VENV)/ready ## everything CI checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadscope

lint: $(VENV)/ready ## the checks that run in a second
	$(BIN)/pre-commit run --all-files

eval: $(VENV)/ready ## answers over the development feed: make eval FEED=... QUESTIONS=...
	$(BIN)/python scripts/evaluate_feed.py $(FEED) $(QUESTIONS)

bench: $(HOME_FOLDER)/ready ## the start of `ask`, as a ratio; and lengths of functions
	$(BIN)/python scripts/measure_start.py $(HOME_FOLDER) "$$Q"
	$(BIN)/python scripts/function_lengths.py

$(VENV)/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--config-settings editable_mode=compat --editable '.[dev]'
	@touch $@

$(HOME_FOLDER)/ready: $(VENV)/ready examples/technology-feed.txt
	@rm -rf $(HOME_FOLDER)
	@$(BIN)/groundwire ingest --home $(HOME_FOLDER) examples/technology-feed.txt
	@touch $@

clean:
	rm -rf $(VENV) $(HOME_FOLDER) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache
