.DEFAULT_GOAL := help
.PHONY: bench bench-million check ci docs eval fix growth help install lint pictures run screenshot test

BIN = .venv/bin
QUESTIONS = $(wildcard $(DATA)/*.json $(DATA)/*.json.gz $(DATA)/*.jsonl $(DATA)/*.jsonl.gz)

help:  ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-15s%s\n", $$1, $$2 }'

install:  ## a virtual environment in .venv, with this tree in it (editable) and what the tests need
	test -x $(BIN)/python || python3 -m venv .venv
	$(BIN)/pip install -c constraints.txt -e ".[test]"

run:  ## the chat
	$(BIN)/qa

fix:  ## repair and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lint:  ## linters, types, and who may import whom; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test:  ## all tests: some five minutes; make test ARGS='-m "not models and not slow"' leaves the slow ones out
	$(BIN)/python -m pytest $(ARGS)

check: lint test  ## lint and test, in the environment that is there

ci:  ## what CI runs: the README's commands in a copy of this tree with an environment of its own, then lint
	bash .ci/run

docs:  ## write the output of the examples, and the tables of options, into docs/commands.md
	QA_DOCS=1 $(BIN)/python -m pytest tests/test_docs_commands.py

pictures:  ## draw the pictures that the tests compare the chat with; look at them before you keep them
	QA_DRAW=1 $(BIN)/python -m pytest tests/test_tui_looks.py -k picture

screenshot:  ## draw the chat as the README shows it
	$(BIN)/python benchmarks/screenshot.py docs/chat.svg

# For the measurements, DATA is a folder of question files in SQuAD's format or JSON lines, plain or gzipped; CACHE is a
# folder outside the tree, for the articles and indexes that are made.
MADE_OF = $(DATA)/nq_gold_passages.jsonl.gz $(DATA)/squad1_dev_13_articles.json.gz
GROWTH = $(BIN)/python benchmarks/growth.py $(MADE_OF) --cache $(CACHE) --write docs/growth.md

eval:  ## measure the answers: make eval DATA=FOLDER
	$(BIN)/python benchmarks/quality.py $(QUESTIONS)

bench:  ## measure starting, embedding and reading, beside the same models elsewhere: make bench DATA=FOLDER
	$(BIN)/python benchmarks/speed.py $(QUESTIONS)

growth:  ## measure indexes of 10,000 to 300,000 passages, a quarter of an hour: make growth DATA=FOLDER CACHE=FOLDER
	$(GROWTH) --sizes 10000 100000 300000 --first-answer 25000

bench-million:  ## the same for a million passages: some twenty minutes, and 4 GB in CACHE
	$(GROWTH) --sizes 1000000
