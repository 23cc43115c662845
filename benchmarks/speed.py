"""Measures the time of starting, embedding and reading, beside sentence-transformers and transformers.

    python benchmarks/speed.py QUESTIONS [QUESTIONS ...] [--passages 2000] [--own 10000] [--print]

QUESTIONS are files in SQuAD's format or JSON lines. Their paragraphs are shuffled, joined and cut into passages of 150
words. Everything is measured in the same run on the same texts; the table goes to docs/speed.md.
"""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.models.embedder import Embedder, load_embedder
from index.models.minilm import OnnxEmbedder
from index.models.sentence_transformers import SentenceEmbedder
from qa.evaluation.examples import Example, read_examples
from qa.reader.base import ExtractiveReader, load_reader
from qa.reader.transformers_reader import TransformersModel
from qa.reader.windows import ReaderModel

PAGE = Path(__file__).parent.parent / "docs" / "speed.md"
BEGIN, END = "<!-- speed -->\n", "<!-- /speed -->"
HEAD = "| what | goal | this program | the peer | the peer's time over ours |\n|---|---|---|---|---|"
QUESTION = "who was the first to describe it?"
SHORTEST = Path(__file__).with_name("shortest.py")
TXTAI = Path(__file__).with_name("txtai_peer.py")
ROOT = Path(__file__).parent.parent


def passages_of(examples: Sequence[Example], count: int) -> list[str]:
    """Return `count` passages of 150 words, of the paragraphs in random order, again and again if they are too few."""
    contexts = sorted({example.context for example in examples})
    rng = random.Random(0)
    words: list[str] = []
    while len(words) < 150 * count:
        rng.shuffle(contexts)
        words += " ".join(contexts).split()
    return [" ".join(words[150 * number : 150 * (number + 1)]) for number in range(count)]


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Return the median time of some work, in seconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def run(*command: str) -> None:
    """Run a Python program in a fresh process."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    subprocess.run([sys.executable, *command], check=True, env=environment, stdout=subprocess.DEVNULL)


def qa_command(*arguments: str) -> None:
    """Run the command `qa` in a fresh process."""
    run("-m", "qa", *arguments)


def embedding_rows(texts: Sequence[str], examples: Sequence[Example]) -> list[str]:
    """Measure tokens a second, and the recall that 8-bit vectors cost."""
    ours = load_embedder()
    assert isinstance(ours, OnnxEmbedder)
    theirs = SentenceEmbedder(ours.name, ours.folder)
    tokens = sum(len(ids) for ids, _ in ours.tokens(texts))
    ours_took, theirs_took = (embedding_took(embedder, texts) for embedder in (ours, theirs))
    precision = json.loads(ours.fingerprint)["precision"]
    recalls = [recall(embedder, examples) for embedder in (ours, theirs)]
    return [
        f"| embedding {len(texts)} passages of 150 words, tokens/s ({precision}; sentence-transformers' default) "
        f"| 2.5 times | {tokens / ours_took:,.0f} | {tokens / theirs_took:,.0f} | {theirs_took / ours_took:.2f} |",
        f"| recall@5 of the vectors alone ({len(examples)} questions) | .005 less at most "
        f"| {recalls[0]:.4f} | {recalls[1]:.4f} | |",
    ]


def embedding_took(embedder: Embedder, texts: Sequence[str]) -> float:
    """Return the median time in which a warm embedder embeds the texts, in seconds."""
    embedder.embed(texts[:32])
    return seconds(lambda: embedder.embed(texts))


def recall(embedder: Embedder, examples: Sequence[Example]) -> float:
    """Return the share of questions whose paragraph is among the five nearest of all paragraphs."""
    contexts = sorted({example.context for example in examples})
    number = {context: row for row, context in enumerate(contexts)}
    near = embedder.embed([example.question for example in examples]) @ embedder.embed(contexts).T
    right = near[np.arange(len(examples)), [number[example.context] for example in examples]]
    return float(((near > right[:, np.newaxis]).sum(axis=1) < 5).mean())


def reading_rows(texts: Sequence[str], examples: Sequence[Example]) -> list[str]:
    """Measure a warm reader on ten passages at a time, and how often both readers give the same answer."""
    ours, theirs = load_reader(), load_reader()
    theirs._loaded = TransformersModel(theirs.name, theirs.folder)

    def read(reader: ExtractiveReader) -> list[float]:
        tens = [texts[number : number + 10] for number in range(0, min(len(texts), 200), 10)]
        reader.read(QUESTION, tens[0])
        return [seconds(lambda ten=ten: reader.read(QUESTION, ten), 1) for ten in tens]  # type: ignore[misc]

    ours_took, theirs_took = (statistics.median(read(reader)) for reader in (ours, theirs))
    model: ReaderModel = ours._model()
    same = np.mean([answer(ours, example) == answer(theirs, example) for example in examples])
    return [
        f"| reading ten passages of 150 words, warm, seconds ({type(model).__name__}; transformers in float32) "
        f"| half | {ours_took:.3f} | {theirs_took:.3f} | {theirs_took / ours_took:.2f} |",
        f"| the same answer, of {len(examples)} questions with their paragraph | 99 % | {100 * same:.1f} % | | |",
    ]


def answer(reader: ExtractiveReader, example: Example) -> str:
    """Return the likeliest answer in the paragraph of the question."""
    [spans] = reader.read(example.question, [example.context])
    return example.context[spans[0].start : spans[0].end] if spans else ""


def starting_rows(texts: Sequence[str], count: int, folder: Path) -> list[str]:
    """Measure whole commands in fresh processes: indexing, an answer, and commands that need no model."""
    embedder, reader = str(load_embedder().folder), str(load_reader().folder)
    ours, large = str(folder / "ours"), str(folder / "large")
    for name, some in (("some", texts[:count]), ("all", texts)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in some), "utf-8")
    (folder / "some.json").write_text(json.dumps(list(texts[:count])), "utf-8")
    made = seconds(lambda: qa_command("--index", ours, "index", str(folder / "some.jsonl")), 1)
    qa_command("--index", large, "index", str(folder / "all.jsonl"))
    small, whole = (seconds(lambda i=i: qa_command("--index", i, "ask", QUESTION), 5) for i in (ours, large))  # type: ignore[misc]
    rows = []
    for script, fifth in ((SHORTEST, "a fifth"), (TXTAI, "")):
        peer = (str(script), str(folder / script.stem), embedder)
        others_made = seconds(lambda: run(peer[0], "index", str(folder / "some.json"), *peer[1:]), 1)  # noqa: B023
        rows.append(
            f"| indexing {count:,} passages, the whole command, seconds ({script.name}) | "
            f"| {made:.1f} | {others_made:.1f} | {others_made / made:.1f} |"
        )
        asked = seconds(lambda: run(peer[0], "ask", *peer[1:], reader, QUESTION))  # noqa: B023
        rows.append(
            f"| an answer, cold, of {count:,} passages, seconds ({script.name}) | {fifth} "
            f"| {small:.2f} | {asked:.2f} | {asked / small:.1f} |"
        )
    rows.append(f"| `qa ask`, cold, {len(texts):,} passages, seconds | 1.0 | {whole:.2f} | | |")
    for command in ("--help", "status"):
        took = seconds(lambda: qa_command("--index", large, command), 5)  # noqa: B023
        rows.append(f"| `qa {command}`, cold, seconds | 0.3 | {took:.2f} | | |")
    return rows


def machine() -> str:
    """Describe the machine and the Python of the measurement."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = [line for line in cpuinfo.read_text("ascii", "replace").splitlines() if line.startswith("model name")]
        model = lines[0].split(":")[1].strip() if lines else model
    return (
        f"Measured on {os.cpu_count()} processors ({model}), {platform.system()}, Python {platform.python_version()}."
    )


def main() -> None:
    """Read the arguments, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="+", type=Path)
    parser.add_argument("--passages", type=int, default=2000, help="passages of the index that the peers make, too")
    parser.add_argument("--own", type=int, default=10_000, help="passages of the larger index")
    parser.add_argument("--limit", type=int, default=200, help="questions for the comparisons")
    parser.add_argument("--print", action="store_true", help="leave docs/speed.md as it is")
    arguments = parser.parse_args()
    examples = [example for path in arguments.questions for example in read_examples(path) if example.answers]
    chosen = random.Random(0).sample(examples, min(arguments.limit, len(examples)))
    texts = passages_of(examples, max(arguments.own, arguments.passages))
    lines = [HEAD]
    print(HEAD, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        parts: list[Callable[[], list[str]]] = [
            lambda: embedding_rows(texts[:128], random.Random(1).sample(examples, min(1000, len(examples)))),
            lambda: reading_rows(texts, chosen),
            lambda: starting_rows(texts, arguments.passages, Path(folder)),
        ]
        for rows in parts:
            made = rows()
            lines += made
            print("\n".join(made), flush=True)
    if not arguments.print:
        page = PAGE.read_text("utf-8")
        before, after = page.split(BEGIN)[0], page.split(END)[1]
        table = "\n".join([*lines, "", machine()])
        PAGE.write_text(before + BEGIN + table + "\n" + END + after, "utf-8")


if __name__ == "__main__":
    main()
