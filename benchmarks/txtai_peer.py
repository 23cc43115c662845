"""The same by txtai: its `Embeddings`, hybrid, with the same model; the reader runs as in benchmarks/shortest.py.

    python benchmarks/txtai_peer.py index PASSAGES.json FOLDER EMBEDDER
    python benchmarks/txtai_peer.py ask FOLDER EMBEDDER READER QUESTION

PASSAGES.json holds a list of texts, which txtai keeps and finds by words and vectors. (Its own pipeline for extractive
answers ends with an error where the likeliest answer is none.)
"""

import json
import sys
from pathlib import Path

from shortest import likeliest
from txtai import Embeddings


def make(passages: str, folder: str, embedder: str) -> None:
    """Embed the passages and keep them with their vectors."""
    texts = json.loads(Path(passages).read_text("utf-8"))
    embeddings = Embeddings(path=embedder, hybrid=True, content=True, gpu=False)
    embeddings.index(texts)
    embeddings.save(folder)


def ask(folder: str, _embedder: str, reader: str, question: str) -> str:
    """The likeliest answer. The index knows its embedder itself."""
    embeddings = Embeddings()
    embeddings.load(folder)
    passages = [found["text"] for found in embeddings.search(question, 10)]
    return likeliest(question, passages, reader)


if __name__ == "__main__":
    if sys.argv[1] == "index":
        make(*sys.argv[2:])
    else:
        print(ask(*sys.argv[2:]))
