"""Measures how long a large index takes to make, open, search and update, and how much memory and disk it takes.

    python benchmarks/growth.py QUESTIONS [QUESTIONS ...] --cache FOLDER [--sizes 10000 100000] [--write FILE]
        [--first-answer 25000]

QUESTIONS are files in SQuAD's format or JSON lines, plain or gzipped. Articles are made of their sentences, and vectors
of their passages' vectors (made_articles.py). FOLDER keeps the articles, the indexes, and the figures of earlier runs
at other sizes. The tables are printed, and written into FILE between its markers.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np
from made_articles import MadeEmbedder, Real, perturbed, read_real, write_articles
from numpy.typing import NDArray

import index.update.duplicates
import index.update.pipeline
from index import ArticleIndex, Filter
from index.models.embedder import load_embedder
from index.search import faiss_index
from index.sources.folders import scan
from index.text.chunking import passage_text
from qa.assistant import Assistant
from qa.reader.base import load_reader

_PASSAGES_OF_ONE = 10.5
"""Mean number of passages of a made article, by which a number of passages becomes one of articles."""
_NEAREST = 100
"""Vectors that a search finds: as many as the program's own search takes for candidates."""
_START, _END = "<!-- measured by benchmarks/growth.py -->", "<!-- /measured -->"


# Kinds of FAISS indexes


def kinds(real: Real, size: int) -> Iterator[dict[str, Any]]:
    """Yield a row for each kind of FAISS index and each setting of its search: time, size, recall."""
    shipped = faiss_index.FLAT_MOST
    numbers = np.random.default_rng(0)
    chosen = numbers.integers(len(real.vectors), size=size)
    vectors = np.concatenate(
        [perturbed(real.vectors[chosen[at : at + 50_000]], numbers) for at in range(0, size, 50_000)]
    )
    ids = np.arange(size)
    truth = np.concatenate([_exactly(vectors, asked) for asked in np.array_split(real.asked, 10)])

    def read(some: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        return some, vectors[some]

    def of_kind(flat_most: int) -> Callable[[], faiss.Index]:
        def made() -> faiss.Index:
            faiss_index.FLAT_MOST = flat_most
            return faiss_index.built(ids, vectors.shape[1], read)

        return made

    def graph(form: int) -> Callable[[], faiss.Index]:
        def made() -> faiss.Index:
            hnsw: Any = faiss.IndexHNSWSQ(vectors.shape[1], form, 16, faiss.METRIC_INNER_PRODUCT)  # type: ignore[arg-type]
            hnsw.hnsw.efConstruction = 80
            hnsw.train(vectors[:50_000])
            hnsw.add(vectors)
            return cast(faiss.Index, hnsw)

        return made

    ef = [{"efSearch": each} for each in (100, 200, 400)]
    for name, make, settings in (
        ("flat", of_kind(size), [{}]),
        ("IVF, 8 bits", of_kind(0), [{"share": each} for each in (64, 32, 16, 8)]),
        ("HNSW, 8 bits", graph(faiss.ScalarQuantizer.QT_8bit), ef),
        ("HNSW, 16 bits", graph(faiss.ScalarQuantizer.QT_fp16), ef),
    ):
        print(f"{size} vectors: {name}", flush=True)
        started = time.perf_counter()
        made = make()
        took = time.perf_counter() - started
        megabytes = faiss.serialize_index(made).nbytes / 1e6
        for setting in settings:
            description, parameters = _parameters(made, setting)
            row = {"kind": name, "setting": description, "build": took, "megabytes": megabytes}
            yield row | _searched(made, parameters, real.asked, vectors, truth)
        del made
    faiss_index.FLAT_MOST = shipped


def _exactly(vectors: NDArray[np.float32], asked: NDArray[np.float32]) -> NDArray[np.int64]:
    scores = asked @ vectors.T
    best = np.argpartition(-scores, 20)[:, :20]
    return np.asarray(best)


def _parameters(made: faiss.Index, setting: dict[str, int]) -> tuple[str, Any]:
    if "share" in setting:
        lists = faiss_index.lists_of(made)
        probed = max(1, lists // setting["share"])
        return f"{probed} of {lists} lists", faiss.SearchParametersIVF(nprobe=probed)  # type: ignore[call-arg]
    if "efSearch" in setting:
        return f"efSearch {setting['efSearch']}", faiss.SearchParametersHNSW(**setting)  # type: ignore[attr-defined]
    return "all", None


def _searched(
    made: faiss.Index,
    parameters: Any,
    asked: NDArray[np.float32],
    vectors: NDArray[np.float32],
    truth: NDArray[np.int64],
) -> dict[str, float]:
    """Measure the median time of a search, and recall@20 before and after ordering by the true vectors."""
    took, as_found, ordered = [], [], []
    for query, right in zip(asked, truth, strict=True):
        started = time.perf_counter()
        ids = made.search(query[np.newaxis], _NEAREST, params=parameters)[1][0]
        took.append(time.perf_counter() - started)
        ids = ids[ids >= 0]
        rescored = ids[np.argsort(-(vectors[ids] @ query))]
        as_found.append(len(set(ids[:20]) & set(right)) / 20)
        ordered.append(len(set(rescored[:20]) & set(right)) / 20)
    return {
        "milliseconds": 1000 * statistics.median(took),
        "recall": statistics.mean(as_found),
        "ordered": statistics.mean(ordered),
    }


# The whole index


def whole(real: Real, size: int, cache: Path, files: list[str]) -> dict[str, Any]:
    """Measure making, opening, searching and updating an index of about so many passages."""
    articles, folder = cache / f"articles-{size}", cache / f"index-{size}"
    print(f"{size} passages: the whole index", flush=True)
    write_articles(articles, real, round(size / _PASSAGES_OF_ONE))
    made: dict[str, float] = {}
    if not folder.exists():
        made = _made(real, articles, folder)
        (cache / f"made-{size}.json").write_text(json.dumps(made))
    command = [sys.executable, __file__, *files, "--cache", str(cache), "--measure", str(size)]
    output = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
    figures: dict[str, Any] = json.loads((cache / f"made-{size}.json").read_text())
    figures |= json.loads(output.splitlines()[-1])
    return figures


def _made(real: Real, articles: Path, folder: Path) -> dict[str, float]:
    """Measure the seconds until an index is made, and until all of it can be searched by its words."""
    started = time.perf_counter()
    at: list[float] = []
    cluster = index.update.duplicates.cluster_near_duplicates

    def noted(*arguments: Any) -> None:  # by then, all is read and searchable by its words
        at.append(time.perf_counter() - started)
        cluster(*arguments)

    vars(index.update.pipeline)["cluster_near_duplicates"] = noted
    with ArticleIndex(folder, embedder=MadeEmbedder(real), create=True) as library:
        library.update([articles])
    vars(index.update.pipeline)["cluster_near_duplicates"] = cluster
    return {"words": at[0], "made": time.perf_counter() - started}


def measure(real: Real, size: int, cache: Path) -> dict[str, float]:
    """Measure an existing index, in a process that has done nothing else."""
    embedder = MadeEmbedder(real)
    resident_before = _resident()
    started = time.perf_counter()
    library = ArticleIndex(cache / f"index-{size}", embedder=embedder)
    library.search(real.questions[0])
    figures = {"open": time.perf_counter() - started}
    snapshot = library._open.snapshot
    assert snapshot is not None
    figures["vectors_ms"] = _median_ms(lambda each: snapshot.vectors.search(real.asked[[each]], _NEAREST))
    figures["search_ms"] = _median_ms(
        lambda each: library.search_many([real.questions[each]], with_near_duplicates=True)
    )
    many = [real.questions[each] for each in range(100)]
    started = time.perf_counter()
    library.search_many(many, with_near_duplicates=True)
    figures["together_ms"] = (time.perf_counter() - started) * 10
    figures["resident"] = _resident() - resident_before
    status = library.status()
    figures |= {"passages": status.passages, "articles": status.articles, "megabytes": status.size_bytes / 1e6}
    articles = cache / f"articles-{size}"
    started = time.perf_counter()
    library.search(real.questions[0], where=Filter(within=articles / "000"))
    figures["filtered_ms"] = 1000 * (time.perf_counter() - started)
    library.close()
    figures |= _asked(real, cache / f"index-{size}")
    return figures | _updates(embedder, articles, cache / f"index-{size}")


class _Asker(MadeEmbedder):
    """Gives made vectors in the time that the real embedder takes."""

    def __init__(self, real: Real) -> None:
        super().__init__(real)
        self._shipped = load_embedder()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._shipped.embed(texts)
        return super().embed(texts)


def _asked(real: Real, folder: Path) -> dict[str, float]:
    """Measure whole answers with the loaded real models: seconds, and megabytes of the process."""
    with Assistant(ArticleIndex(folder, embedder=_Asker(real)), load_reader()) as assistant:
        assistant.ask(real.questions[0])
        took = sorted(_seconds(lambda each=each: assistant.ask(real.questions[each])) for each in range(100))  # type: ignore[misc]
        return {"ask": statistics.median(took), "ask_p95": took[94], "asking_resident": _resident()}


def _updates(embedder: MadeEmbedder, articles: Path, folder: Path) -> dict[str, float]:
    """Measure the walk through the folders alone, an update with nothing to do, and one that adds an article."""
    added = articles / f"added-{time.time_ns()}.txt"
    figures = {}
    started = time.perf_counter()
    scan(articles, was_file=False, index=folder)
    figures["scan"] = time.perf_counter() - started
    with ArticleIndex(folder, embedder=embedder) as library:
        started = time.perf_counter()
        library.update()
        figures["nothing"] = time.perf_counter() - started
        text = f"Added {added.stem}\n\nA zeppelin landed beside the harbour."
        added.write_text(text)
        started = time.perf_counter()
        assert library.update().added == 1
        figures["one"] = time.perf_counter() - started
        started = time.perf_counter()
        hits = library.search(passage_text(f"Added {added.stem}", text), 10)
        figures["then_search_ms"] = 1000 * (time.perf_counter() - started)
        assert added.name in [hit.article.path.name for hit in hits]
    return figures


def _median_ms(search: Callable[[int], object]) -> float:
    return 1000 * statistics.median(_seconds(lambda each=each: search(each)) for each in range(100))  # type: ignore[misc]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _resident() -> float:
    """Return the megabytes of this process that are in memory."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1000


# From pointing at articles to the first answer


def first_answer(real: Real, count: int, cache: Path) -> dict[str, float]:
    """Measure the seconds from pointing at so many articles until a question is answered from all of them."""
    articles, folder = cache / f"first-{count}", cache / f"first-index-{count}-{time.time_ns()}"
    print(f"{count} articles: the first answer", flush=True)
    write_articles(articles, real, count)
    figures: dict[str, float] = {"articles": count}
    started = time.perf_counter()
    cluster = index.update.duplicates.cluster_near_duplicates

    def ask_first(*arguments: Any) -> None:
        figures["words"] = time.perf_counter() - started
        with Assistant(ArticleIndex(folder, embedder=MadeEmbedder(real)), load_reader()) as assistant:
            answer = assistant.ask(real.questions[0])
        figures["answer"] = time.perf_counter() - started
        figures["without_vectors"] = answer.without_vectors
        cluster(*arguments)
        figures["copies"] = time.perf_counter() - started

    vars(index.update.pipeline)["cluster_near_duplicates"] = ask_first
    with ArticleIndex(folder, embedder=MadeEmbedder(real), create=True) as library:
        library.update([articles])
        figures["all"] = time.perf_counter() - started
    return figures


# Tables


def tables(results: dict[str, Any]) -> Iterator[str]:
    """Yield the figures as lines of Markdown."""
    yield "| vectors | index | search | made in s | MB | median ms | recall@20 | rescored |"
    yield "|---|---|---|---|---|---|---|---|"
    for size in sorted(results["kinds"], key=int):
        for row in results["kinds"][size]:
            yield (
                f"| {int(size):,} | {row['kind']} | {row['setting']} | {row['build']:.1f} | {row['megabytes']:.0f} "
                f"| {row['milliseconds']:.2f} | {row['recall']:.3f} | {row['ordered']:.3f} |"
            )
    yield ""
    whole_rows = {size: results["whole"][size] for size in sorted(results["whole"], key=int)}
    yield "| | " + " | ".join(f"{row['passages']:,} passages" for row in whole_rows.values()) + " |"
    yield "|---|" + "---|" * len(whole_rows)
    for name, key, form in (
        ("articles (a file each)", "articles", ",.0f"),
        ("read and searchable by words after, s", "words", ".1f"),
        ("made, without the time of an embedder, s", "made", ".1f"),
        ("on the disk, MB", "megabytes", ",.0f"),
        ("opened, with the first search, s", "open", ".2f"),
        ("resident for it, without models, MB", "resident", ",.0f"),
        ("vector search, median ms", "vectors_ms", ".2f"),
        ("search by words and vectors, median ms", "search_ms", ".1f"),
        ("of 100 together, each, ms", "together_ms", ".1f"),
        ("search within one folder, ms", "filtered_ms", ".0f"),
        ("a whole answer, ten passages read, median s", "ask", ".3f"),
        ("the same, 95th percentile, s", "ask_p95", ".3f"),
        ("resident while asking, models and all, MB", "asking_resident", ",.0f"),
        ("walking the folders, s", "scan", ".2f"),
        ("update with nothing to do, s", "nothing", ".2f"),
        ("update that adds one article, s", "one", ".2f"),
        ("the first search after it, in the same process, ms", "then_search_ms", ".0f"),
    ):
        yield f"| {name} | " + " | ".join(format(row[key], form) for row in whole_rows.values()) + " |"
    for count, row in results["first"].items():
        yield ""
        yield (
            f"From pointing at {int(count):,} articles of 500 words: all of them read and searchable by their words "
            f"after {row['words']:.0f} s, the first answer from all of them after {row['answer']:.0f} s; compared with "
            f"each other after {row['copies']:.0f} s."
        )


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="a folder for what is made, outside the tree")
    parser.add_argument("--sizes", nargs="*", type=int, default=[10_000, 100_000], help="numbers of passages")
    parser.add_argument("--first-answer", type=int, metavar="ARTICLES")
    parser.add_argument("--write", type=Path, metavar="FILE", help="a Markdown file with the markers")
    parser.add_argument("--measure", type=int, metavar="SIZE", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    real = read_real(arguments.questions, arguments.cache)
    if arguments.measure:
        print(json.dumps(measure(real, arguments.measure, arguments.cache)))
        return
    kept = arguments.cache / "results.json"
    results = json.loads(kept.read_text()) if kept.exists() else {"kinds": {}, "whole": {}, "first": {}}
    for size in arguments.sizes:
        results["kinds"][str(size)] = list(kinds(real, size))
        kept.write_text(json.dumps(results))
        results["whole"][str(size)] = whole(real, size, arguments.cache, list(map(str, arguments.questions)))
        kept.write_text(json.dumps(results))
    if arguments.first_answer:
        results["first"][str(arguments.first_answer)] = first_answer(real, arguments.first_answer, arguments.cache)
        kept.write_text(json.dumps(results))
    lines = "\n".join(tables(results))
    print(lines)
    if arguments.write:
        head, _, rest = arguments.write.read_text("utf-8").partition(_START)
        machine = f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, FAISS {faiss.__version__}"
        tail = rest.partition(_END)[2]
        arguments.write.write_text(f"{head}{_START}\n\n{machine}\n\n{lines}\n\n{_END}{tail}", "utf-8")


if __name__ == "__main__":
    main()
