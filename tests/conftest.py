"""Fixtures that several files of tests use."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from webserver import Server

from index import ArticleIndex


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
