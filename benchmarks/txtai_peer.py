"""The same as benchmarks/shortest.py with txtai's hybrid `Embeddings` for the search; the reader is the same.

    python benchmarks/txtai_peer.py index PASSAGES.json FOLDER EMBEDDER
    python benchmarks/txtai_peer.py ask FOLDER EMBEDDER READER QUESTION

PASSAGES.json holds a list of texts, which txtai keeps and finds by words and vectors. txtai's own pipeline for
extractive answers is not used: it fails where the likeliest answer is none. The script needs txtai, which comes with
`pip install -c constraints.txt ".[bench]"`.
"""

import json
import sys
from pathlib import Path

from shortest import likeliest


def make(passages: str, folder: str, embedder: str) -> None:
    """Embed the passages and keep them with their vectors."""
    from txtai import Embeddings

    texts = json.loads(Path(passages).read_text("utf-8"))
    embeddings = Embeddings(path=embedder, hybrid=True, content=True, gpu=False)
    embeddings.index(texts)
    embeddings.save(folder)


def ask(folder: str, _embedder: str, reader: str, question: str) -> str:
    """Return the likeliest answer; the index names its embedder itself."""
    from txtai import Embeddings

    embeddings = Embeddings()
    embeddings.load(folder)
    passages = [hit["text"] for hit in embeddings.search(question, 10)]
    return likeliest(question, passages, reader)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["index", *arguments]:
            make(*arguments)
        case ["ask", *arguments]:
            print(ask(*arguments))
        case _:
            print(__doc__)
