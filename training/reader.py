"""Trains the shipped reader from all-MiniLM-L6-v2's encoder.

    python training/reader.py train DATA RUN [--tokens 30e6]     go on from RUN's last checkpoint, if there is one
                              [--begin READER]                   begin with another reader, not with the encoder
                              [--teacher READER]                 learn from another reader's answers as well
    python training/reader.py measure DATA READER                figures on the validation questions
    python training/reader.py average FOLDER READER [READER ...] the mean of several readers' weights
    python training/reader.py ship READER                        put the weights into qa/reader/

The loss is the cross-entropy of start and end in each window, "not here" being the [CLS] token (Devlin et al. 2019),
and in addition that over all windows of a question together, so that their scores compare (shared normalisation, Clark
& Gardner 2018). With a teacher half of the first is the cross-entropy with its softened probabilities (Hinton et al.
2015). The learning rate rises, stays, and falls to zero in the last part of the run. What the run held before
it fell is kept in RUN/stable.pt: a longer run goes on from there.
"""

import argparse
import copy
import hashlib
import random
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import torch
from questions import Question, read_questions, split
from safetensors.torch import load_file, save_file
from torch.nn.functional import cross_entropy
from transformers import AutoModelForQuestionAnswering, AutoTokenizer
from unanswerable import change_for
from variation import vary_for
from windows import Asked, Augmentation, hard_negatives, keywords, one_pass
from wordnet import FOLDER as WORDNET
from words import words_of

from index.embedding import load_embedder
from qa.reading import Reader, load_reader
from qa.scoring import best_exact, best_f1
from qa.windows import STRIDE_TOKENS, WINDOW_TOKENS

SHIPPED = Path(__file__).parent.parent / "qa" / "reader"
BATCH_TOKENS = 6000
MOST_PADDING = 48
"""Tokens by which windows that go through the model together may differ in length."""
LEARNING_RATE = 1e-4
WARM_UP = 0.02
DECAY = 0.35
"""Share of the run, at its end, over which the learning rate falls to zero."""
DROPOUT = 0.1
SHARED = 0.5
"""Weight of the loss over a question's windows together."""
TAUGHT = 0.5
"""Weight, where there is a teacher, of its probabilities beside the right answer's."""
TEMPERATURE = 2.0
"""What logits are divided by before the teacher's probabilities and ours are compared."""
CHECKPOINT_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Window:
    """Token ids of the question and a piece of text; `start` and `end` are tokens, 0 for "not here"."""

    ids: list[int]
    types: list[int]
    start: int
    end: int


Group = list[Window]
"""The windows of one question, which are normalised together."""


def tokenized(tokenizer: Any, groups: Sequence[Sequence[Asked]]) -> list[Group]:
    """The groups as windows; a long text becomes several, of which those without the whole answer say "not here"."""
    flat = [(number, asked) for number, group in enumerate(groups) for asked in group]
    found: list[Group] = [[] for _ in groups]
    for begin in range(0, len(flat), 1000):
        some = flat[begin : begin + 1000]
        encoded = tokenizer(
            [asked.question for _, asked in some],
            [asked.text for _, asked in some],
            truncation="only_second",
            max_length=WINDOW_TOKENS,
            stride=STRIDE_TOKENS,
            return_overflowing_tokens=True,
            return_token_type_ids=True,
        )
        for row, source in enumerate(encoded["overflow_to_sample_mapping"]):
            number, asked = some[source]
            start = end = 0
            if asked.answer:
                start = encoded.char_to_token(row, asked.answer[0], sequence_index=1) or 0
                end = encoded.char_to_token(row, asked.answer[1] - 1, sequence_index=1) or 0
            ids, types = encoded["input_ids"][row], encoded["token_type_ids"][row]
            found[number].append(Window(ids, types, *((start, end) if start and end else (0, 0))))
    return found


def batches(groups: Sequence[Group], rng: random.Random) -> list[list[Group]]:
    """The groups in batches of like length and at most BATCH_TOKENS with padding, in random order."""
    by_length = sorted(groups, key=lambda group: max(len(w.ids) for w in group) + rng.random() * 8)
    found: list[list[Group]] = []
    batch: list[Group] = []
    longest = windows = 0
    for group in by_length:
        length = max(longest, *(len(window.ids) for window in group))
        if batch and length * (windows + len(group)) > BATCH_TOKENS:
            found.append(batch)
            batch, length, windows = [], max(len(window.ids) for window in group), 0
        batch.append(group)
        longest, windows = length, windows + len(group)
    found.append(batch)
    rng.shuffle(found)
    return found


def loss_of(model: Any, batch: Sequence[Group], device: str, teacher: Any = None) -> tuple[torch.Tensor, int]:
    """The loss over one batch, and how many tokens it holds."""
    windows = [window for group in batch for window in group]
    start_logits, end_logits, in_text = _logits(model, windows, device)
    with torch.no_grad():
        taught = _logits(teacher, windows, device)[:2] if teacher else (None, None)
    allowed = in_text.clone()
    allowed[:, 0] = True
    members = torch.zeros((len(batch), max(map(len, batch))), dtype=torch.long)
    there = torch.zeros_like(members, dtype=torch.bool)
    row = 0
    for number, group in enumerate(batch):
        members[number, : len(group)] = torch.arange(row, row + len(group))
        there[number, : len(group)] = True
        row += len(group)
    loss = torch.zeros((), device=device)
    for logits, soft, targets in (
        (start_logits, taught[0], torch.tensor([window.start for window in windows])),
        (end_logits, taught[1], torch.tensor([window.end for window in windows])),
    ):
        inside = logits.masked_fill(~allowed, -1e4)
        hard = cross_entropy(inside, targets.to(device))
        if soft is not None:
            wanted = (soft.masked_fill(~allowed, -1e4) / TEMPERATURE).softmax(1)
            softened = cross_entropy(inside / TEMPERATURE, wanted) * TEMPERATURE**2
            hard = (1 - TAUGHT) * hard + TAUGHT * softened
        loss = loss + hard / 2
        loss = loss + SHARED * _shared(logits.masked_fill(~in_text, -1e4), targets, members, there) / 2
    return loss, sum(len(window.ids) for window in windows)


def _logits(model: Any, windows: Sequence[Window], device: str) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """The logits of start and end, and whether a token is of the text; a row a window.

    Windows of like length go through the model together, so that little of what it computes is padding.
    """
    order = sorted(range(len(windows)), key=lambda number: len(windows[number].ids))
    widest = len(windows[order[-1]].ids)
    found: list[list[torch.Tensor]] = [[], [], []]
    for numbers in _chunks(windows, order):
        some = [windows[number] for number in numbers]
        ids, types, mask = (side.to(device) for side in _padded(some))
        output = model(input_ids=ids, token_type_ids=types, attention_mask=mask)
        in_text = types.bool()
        in_text[torch.arange(len(some)), mask.sum(1)[: len(some)] - 1] = False  # the last [SEP]
        for rows, side in zip(found, (output.start_logits.float(), output.end_logits.float(), in_text), strict=True):
            kept = side[: len(some), :widest]
            rows.append(torch.nn.functional.pad(kept, (0, widest - kept.shape[1])))
    back = torch.tensor(order, device=device).argsort()
    starts, ends, in_text = (torch.cat(rows)[back] for rows in found)
    return starts, ends, in_text


def _chunks(windows: Sequence[Window], order: Sequence[int]) -> Iterator[list[int]]:
    """The numbers in `order` cut where the next window would make too much padding."""
    chunk: list[int] = []
    for number in order:
        if chunk and len(windows[number].ids) - len(windows[chunk[0]].ids) > MOST_PADDING:
            yield chunk
            chunk = []
        chunk.append(number)
    yield chunk


def _padded(windows: Sequence[Window]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Token ids, types and mask, each of shape (windows, tokens), both a little rounded up."""
    shape = (_rounded(len(windows), 4), _rounded(max(len(window.ids) for window in windows), 16))
    ids, types, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    mask[:, 0] = 1  # rows that only fill the shape up
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = torch.tensor(window.ids)
        types[row, : len(window.ids)] = torch.tensor(window.types)
        mask[row, : len(window.ids)] = 1
    return ids, types, mask


def _rounded(number: int, to: int) -> int:
    """`number` rounded up: each new shape costs the libraries that compute with it time and memory."""
    return -(-number // to) * to


def _shared(logits: torch.Tensor, targets: torch.Tensor, members: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
    """Cross-entropy over the text of all windows of a question; questions without an answer have no part in it."""
    device = logits.device
    total = logits.logsumexp(1)[members.to(device)].masked_fill(~there.to(device), -torch.inf).logsumexp(1)
    right = (targets > 0)[members] & there
    first = members[torch.arange(len(members)), right.int().argmax(1)]
    score = logits[first.to(device), targets[first].to(device)]
    chosen = (right.any(1) & (there.sum(1) > 1)).to(device)
    return ((total - score) * chosen).sum() / chosen.sum().clamp(min=1)


class _Dropout(torch.nn.Module):
    """Dropout (Srivastava et al. 2014) by a mask that is drawn once, and each time read from another place.

    To draw the random numbers anew takes a third of a training step on a CPU.
    """

    drawn = 1 << 24

    def __init__(self, share: float) -> None:
        super().__init__()
        self.mask = torch.empty(self.drawn, dtype=torch.bfloat16).bernoulli_(1 - share) / (1 - share)

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        begin = int(torch.randint(self.drawn - values.numel(), ()))
        return values * self.mask[begin : begin + values.numel()].view_as(values)


def drop_out(model: Any) -> None:
    """Put dropout on the embeddings and on what each layer adds."""
    dropout = _Dropout(DROPOUT)
    model.bert.embeddings.dropout = dropout
    for layer in model.bert.encoder.layer:
        layer.attention.output.dropout = layer.output.dropout = dropout


def rate(share: float) -> float:
    """The learning rate when this share of the run is done."""
    return LEARNING_RATE * min(share / WARM_UP, 1.0, max(0.0, 1 - share) / DECAY)


@dataclass(slots=True)
class State:
    """Where a run stands: tokens seen, of how many; pass and batch; whether the learning rate has begun to fall."""

    tokens: int = 0
    planned: int = 0
    number: int = 0
    batch: int = 0
    falling: bool = False


def train(
    data: Path, run: Path, tokens: int, seed: int, begun_from: str, *, teaching: str | None, wordnet: Path
) -> None:
    """Train until `tokens` have been seen, with a checkpoint every five minutes; `begun_from` is a model's folder."""
    questions = split(read_questions(data))[0]
    augmentation = _augmentation(questions, wordnet)
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = AutoTokenizer.from_pretrained(begun_from)
    model = AutoModelForQuestionAnswering.from_pretrained(
        begun_from,
        dtype=torch.float32,
        attn_implementation="eager",  # on a CPU the backward pass of "sdpa" takes as long as all the rest
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    ).to(device)
    model.bert.embeddings.word_embeddings.requires_grad_(False)
    teacher = AutoModelForQuestionAnswering.from_pretrained(teaching).bfloat16().to(device).eval() if teaching else None
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    computing = copy.deepcopy(model).bfloat16().train()
    drop_out(computing)
    copies = [parameter for parameter in computing.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=LEARNING_RATE, weight_decay=0.01, fused=True)
    state = _resumed(run, model, optimizer, tokens)
    _copy(trained, copies)
    negatives = hard_negatives(questions, run / "negatives.json")
    begun, before, kept, lately = time.monotonic(), state.tokens, time.monotonic(), []
    while state.tokens < tokens:
        rng = random.Random(f"{seed} {state.number} batches")
        order = batches(tokenized(tokenizer, one_pass(questions, negatives, augmentation, state.number, seed)), rng)
        for batch in order[state.batch :]:
            share = state.tokens / tokens
            if share >= 1 - DECAY and not state.falling:
                _save(run / "stable.pt", model, optimizer, state)
                state.falling = True
            for group in optimizer.param_groups:
                group["lr"] = rate(share)
            loss, seen = loss_of(computing, batch, device, teacher)
            torch.autograd.backward(loss)
            for parameter, copied in zip(trained, copies, strict=True):
                parameter.grad, copied.grad = copied.grad.float(), None
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            _copy(trained, copies)
            state.tokens, state.batch = state.tokens + seen, state.batch + 1
            lately.append(float(loss.detach()))
            if len(lately) == 50:
                speed = (state.tokens - before) / (time.monotonic() - begun)
                print(
                    f"{state.tokens / 1e6:.2f} of {tokens / 1e6:.0f} million tokens, pass {state.number + 1}, "
                    f"batch {state.batch} of {len(order)}, loss {np.mean(lately):.3f}, {speed:.0f} tokens/s, "
                    f"{timedelta(seconds=int((tokens - state.tokens) / speed))} left",
                    flush=True,
                )
                lately = []
            if time.monotonic() - kept > CHECKPOINT_SECONDS:
                _save(run / "last.pt", model, optimizer, state)
                kept = time.monotonic()
            if state.tokens >= tokens:
                break
        else:
            state.number, state.batch = state.number + 1, 0
    _save(run / "last.pt", model, optimizer, state)
    export(model, tokenizer, run / "reader")


def _augmentation(questions: Sequence[Question], wordnet: Path) -> Augmentation:
    try:
        words = words_of(questions, wordnet)
    except FileNotFoundError:
        sys.exit(f"There is no WordNet in {wordnet}: install Debian's wordnet-base, or say with --wordnet where it is.")
    return Augmentation(vary_for(questions, words), change_for(questions, words))


def _copy(values: Sequence[torch.Tensor], into: Sequence[torch.Tensor]) -> None:
    with torch.no_grad():
        for value, target in zip(values, into, strict=True):
            target.copy_(value)


def _save(path: Path, model: Any, optimizer: Any, state: State) -> None:
    kept = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "state": asdict(state)}
    torch.save(kept, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def _resumed(run: Path, model: Any, optimizer: Any, planned: int) -> State:
    """The state of the last checkpoint from which a run of `planned` tokens can go on; a new one if there is none."""
    for path in (run / "last.pt", run / "stable.pt"):
        if path.exists():
            kept = torch.load(path, map_location=model.device, weights_only=True)
            state = State(**kept["state"])
            if state.falling and state.planned != planned:
                continue  # its learning rate has fallen, for a run of another length
            model.load_state_dict(kept["model"])
            optimizer.load_state_dict(kept["optimizer"])
            state.planned = planned
            print(f"going on from {state.tokens} tokens ({path.name})", flush=True)
            return state
    return State(planned=planned)


def export(model: Any, tokenizer: Any, folder: Path) -> None:
    """Write the model as `qa --reader FOLDER` takes it: safetensors in half precision, the tokenizer beside."""
    shutil.rmtree(folder, ignore_errors=True)
    model.half().save_pretrained(folder)
    model.float()
    tokenizer.save_pretrained(folder)


def measure(data: Path, name: str, limit: int, seed: int) -> None:
    """Print how well a reader does with the right paragraph given, on `limit` validation questions of each set."""
    reader = load_reader(name)
    by_source: dict[str, list[Question]] = defaultdict(list)
    for question in split(read_questions(data))[1]:
        by_source[question.source].append(question)
    print(
        "| validation part of | questions | exact match | F1 | F1, keywords | F1, keywords with the question word "
        "| F1, together | silent |\n|---|---|---|---|---|---|---|---|"
    )
    everything: list[tuple[float, ...]] = []
    for source, questions in by_source.items():
        rows = [_asked(reader, q) for q in random.Random(seed).sample(questions, min(limit, len(questions)))]
        everything += rows
        print(_row(source, rows), flush=True)
    print(_row("all", everything))


def _asked(reader: Reader, question: Question) -> tuple[float, ...]:
    """Margin, exact match and F1 of the best span, F1 when asked in the two ways by keywords, and 1.0 if answerable."""
    answers = tuple(question.context[start:end] for start, end in question.answers)
    best, margin = best_span(reader, question.text, question.context)
    if not answers:
        return margin, 0.0, 0.0, 0.0, 0.0, 0.0
    typed = (best_span(reader, keywords(question.text, way), question.context)[0] for way in (None, "last"))
    return margin, best_exact(best, answers), best_f1(best, answers), *(best_f1(t, answers) for t in typed), 1.0


def best_span(reader: Reader, question: str, text: str) -> tuple[str, float]:
    """The words that answer the question likeliest, and their margin over "not here"."""
    spans = reader.read(question, [text])[0]
    return (text[spans[0].start : spans[0].end], spans[0].score) if spans else ("", -1e4)


def _row(name: str, rows: Sequence[tuple[float, ...]]) -> str:
    """Answerable questions forced to answer; then all, at the margin with the best F1 for them all."""
    margin, exact, f1, bare, with_asking, answerable = np.array(rows).T
    yes = answerable == 1
    together = silent = ""
    if not yes.all():
        thresholds = np.quantile(margin, np.linspace(0, 1, 101))
        scores = [np.where(yes, f1 * (margin >= t), margin < t).mean() for t in thresholds]
        best = thresholds[int(np.argmax(scores))]
        together, silent = f"{100 * max(scores):.1f}", f"{100 * (margin < best)[~yes].mean():.1f}"
    forced = (f"{100 * figure[yes].mean():.1f}" for figure in (exact, f1, bare, with_asking))
    return f"| {name} | {len(rows)} | {' | '.join(forced)} | {together} | {silent} |"


def average(readers: Sequence[Path], folder: Path) -> None:
    """Write the reader whose weights are the mean of several readers' (a model soup, Wortsman et al. 2022)."""
    weights = [load_file(reader / "model.safetensors") for reader in readers]
    shutil.copytree(readers[0], folder, dirs_exist_ok=True)
    mean = {name: torch.stack([each[name].float() for each in weights]).mean(0).half() for name in weights[0]}
    save_file(mean, folder / "model.safetensors", metadata={"format": "pt"})


def ship(reader: Path) -> None:
    """Put a reader where the package has it."""
    for path in reader.iterdir():
        shutil.copy(path, SHIPPED / path.name)
    digest = hashlib.sha256((SHIPPED / "model.safetensors").read_bytes()).hexdigest()
    (SHIPPED / "model.sha256").write_text(f"{digest}  model.safetensors\n", "ascii")


def main() -> None:
    """Read the arguments and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train")
    training.add_argument("data", type=Path)
    training.add_argument("run", type=Path)
    training.add_argument("--tokens", type=float, default=30e6)
    training.add_argument("--seed", type=int, default=0)
    training.add_argument("--begin", metavar="MODEL", help="the folder to begin with, in place of the encoder's")
    training.add_argument("--teacher", metavar="READER", help="the folder of a reader to learn from as well")
    training.add_argument("--wordnet", type=Path, default=WORDNET, help="the folder with WordNet's files")
    measuring = commands.add_parser("measure")
    measuring.add_argument("data", type=Path)
    measuring.add_argument("reader")
    measuring.add_argument("--limit", type=int, default=200)
    measuring.add_argument("--seed", type=int, default=0)
    averaging = commands.add_parser("average")
    averaging.add_argument("folder", type=Path)
    averaging.add_argument("readers", type=Path, nargs="+")
    commands.add_parser("ship").add_argument("reader", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "train":
        tokens = int(arguments.tokens)
        begun_from = arguments.begin or str(load_embedder().folder)
        train(
            arguments.data,
            arguments.run,
            tokens,
            arguments.seed,
            begun_from,
            teaching=arguments.teacher,
            wordnet=arguments.wordnet,
        )
    elif arguments.command == "measure":
        measure(arguments.data, arguments.reader, arguments.limit, arguments.seed)
    elif arguments.command == "average":
        average(arguments.readers, arguments.folder)
    else:
        ship(arguments.reader)


if __name__ == "__main__":
    main()
