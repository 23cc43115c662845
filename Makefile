.PHONY: check lint test

check:  ## what CI runs: the README's commands in a new environment, then the linters and the types
	bash .ci/run

lint:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

test:
	.venv/bin/python -m pytest
