.PHONY: bench bench-million check eval growth lint pictures screenshot test

check:  ## what CI runs: the README's commands in a new environment, then the linters and the types
	bash .ci/run

lint:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

test:
	.venv/bin/python -m pytest

# DATA is a folder of question files in SQuAD's format or JSON lines, plain or gzipped.
eval:
	.venv/bin/python benchmarks/quality.py $(wildcard $(DATA)/*.json $(DATA)/*.json.gz $(DATA)/*.jsonl $(DATA)/*.jsonl.gz)

# CACHE is a folder outside the tree, for the articles and indexes that are made.
MADE_OF = $(DATA)/nq_gold_passages.jsonl.gz $(DATA)/squad1_dev_13_articles.json.gz
GROWTH = .venv/bin/python benchmarks/growth.py $(MADE_OF) --cache $(CACHE) --write docs/growth.md

growth:  ## what indexes of 10,000, 100,000 and 300,000 passages cost: a quarter of an hour
	$(GROWTH) --sizes 10000 100000 300000 --first-answer 25000

bench-million:  ## the same of a million: some twenty minutes, and 4 GB in CACHE
	$(GROWTH) --sizes 1000000

bench:  ## what starting, embedding and reading take, beside the same models elsewhere; DATA as for eval
	.venv/bin/python benchmarks/speed.py $(wildcard $(DATA)/*.json $(DATA)/*.json.gz $(DATA)/*.jsonl $(DATA)/*.jsonl.gz)

pictures:  ## draws the pictures that the tests compare the chat with; look at them before they are kept
	QA_DRAW=1 .venv/bin/python -m pytest tests/test_tui_looks.py -k picture

screenshot:  ## the chat as the README shows it
	.venv/bin/python benchmarks/screenshot.py docs/chat.svg
