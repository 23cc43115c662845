"""Fixtures that several test files share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from hypothesis import settings
from webserver import Server

from index import ArticleIndex

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
for name in ("NO_COLOR", "COLUMNS"):  # of the terminal that the tests are run in, which none of them is about
    os.environ.pop(name, None)


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def library(tmp_path: Path, embedder: FakeEmbedder) -> Iterator[ArticleIndex]:
    with ArticleIndex(tmp_path / "index", embedder=embedder, create=True) as opened:
        yield opened
