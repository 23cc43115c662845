.PHONY: check eval lint test

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
