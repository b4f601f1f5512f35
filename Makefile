# Two commands set everything up: `make ask` and `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_FOLDER := .sample-home
Q ?= How long did construction of the Wexelhaven library last?
export Q

MODELS := .cache/models
MODEL ?= $(MODELS)/qwen2.5-coder-1.5b.gguf
FEED ?= examples/technology-feed.txt
QUESTIONS ?= examples/technology-questions.jsonl

.PHONY: eval-feeds eval-sets train-evidence ask test test-llm soak lint eval train bench bench-ingest bench-load check-image bench-page screenshots clean

ask: $(HOME_FOLDER)/ready ## answer a question over the sample feed; Q="..." asks another
	@$(BIN)/ask --home $(HOME_FOLDER) "$$Q" || [ $$? -eq 3 ]

test: $(VENV)/ready $(MODELS)/smollm2.gguf ## everything CI checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadscope

test-llm: $(VENV)/ready $(MODEL) ## answers of a GGUF model: make test-llm MODEL=file FIRST=5
	GROUNDWIRE_MODEL=$(MODEL) GROUNDWIRE_GENERATOR_DEADLINE=300 $(BIN)/groundwire eval $(QUESTIONS) \
		--articles $(FEED) --generator local $(if $(FIRST),--first $(FIRST)) $(if $(REPORT),--report $(REPORT))

soak: $(VENV)/ready ## crashes, power loss, damage and histories, at length (an hour)
	$(BIN)/python -m pytest tests/soak --soak -s

lint: $(VENV)/ready ## the checks that run in a second
	$(BIN)/pre-commit run --all-files

eval: $(VENV)/ready ## answers over a feed, the sample by default: make eval FEED=... QUESTIONS=... REPORT=page.html
	$(BIN)/groundwire eval $(QUESTIONS) --articles $(FEED) $(if $(REPORT),--report $(REPORT))

eval-feeds: $(VENV)/ready ## answers over feeds that nothing was learned from, or over those of FEEDS=folder
	$(BIN)/python scripts/evaluate_feeds.py $(FEEDS)

eval-sets: $(VENV)/ready ## answers to the questions of retrieval sets: make eval-sets DATA=folder
	$(BIN)/python scripts/evaluate_sets.py $(DATA)/retrieval --news $(DATA)/news-zh.jsonl.gz

train: $(VENV)/ready ## the built-in embedder, from data: make train DATA=folder
	$(BIN)/python -m training $(DATA) index/data/builtin
	$(BIN)/python -m training.ranking $(DATA) index/data/builtin

train-evidence: $(VENV)/ready ## what evidence counts, from data: make train-evidence SHARED=folder
	$(BIN)/python -m training.evidence $(SHARED) rag/data/evidence.json

screenshots: $(VENV)/ready ## the page over the sample feed, as README shows it
	$(BIN)/python scripts/shoot_page.py docs/screenshots

bench-page: $(VENV)/ready ## from a click on the page to the answer: make bench-page FEED=... QUESTIONS=...
	$(BIN)/python scripts/measure_page.py $(FEED) $(QUESTIONS)

bench: $(HOME_FOLDER)/ready ## the start of `ask` and the embedder, as ratios; lengths of functions
	$(BIN)/python scripts/measure_start.py $(HOME_FOLDER) "$$Q"
	$(BIN)/python scripts/measure_embedding.py
	$(BIN)/python scripts/function_lengths.py

bench-ingest: $(VENV)/ready ## a large ingest: make bench-ingest FILE=articles.jsonl.gz
	$(BIN)/python scripts/measure_ingest.py $(FILE)

bench-load: $(VENV)/ready ## the service under load, five minutes: make bench-load SECONDS=60 DATA=articles.jsonl.gz
	$(BIN)/python scripts/measure_load.py $(if $(SECONDS),--seconds $(SECONDS)) $(if $(DATA),--articles $(DATA))

check-image: $(VENV)/ready ## the Dockerfile's steps in a clean folder, and the service that they make
	$(BIN)/hadolint Dockerfile
	$(BIN)/python scripts/check_image.py

$(VENV)/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--config-settings editable_mode=compat --editable '.[dev]'
	@touch $@

$(HOME_FOLDER)/ready: $(VENV)/ready examples/technology-feed.txt
	@rm -rf $(HOME_FOLDER)
	@$(BIN)/groundwire ingest --home $(HOME_FOLDER) examples/technology-feed.txt
	@touch $@

# 98 MB; the tests that run it are skipped where it cannot be had
$(MODELS)/smollm2.gguf: | $(VENV)/ready
	-$(BIN)/python scripts/fetch_model.py smollm2 $@

$(MODELS)/qwen2.5-coder-1.5b.gguf: | $(VENV)/ready # 1.1 GB
	$(BIN)/python scripts/fetch_model.py qwen $@

clean: # less the models
	rm -rf $(VENV) $(HOME_FOLDER) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache
