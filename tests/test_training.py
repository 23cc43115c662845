"""The training scripts, run from nothing on a tiny slice."""

import gzip
import json
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, MPNetConfig, MPNetForQuestionAnswering, MPNetTokenizer

from qa.reader.base import load_reader

TRAINING = Path(__file__).parent.parent / "training"
sys.path.insert(0, str(TRAINING))

import hardness  # noqa: E402 - lies in a folder of scripts
import reader  # noqa: E402
from passes import tokenized  # noqa: E402
from questions import Question, read_questions, split, squad_file  # noqa: E402
from unanswerable import change_for  # noqa: E402
from variation import names_by_thing, substituted, vary_for  # noqa: E402
from windows import Asked, Augmentation, as_typed, one_pass  # noqa: E402
from words import words_of  # noqa: E402

WORDNET = Path(__file__).parent / "wordnet"
"""A dozen words in WordNet's format."""
TOWNS = ("Aldmoor", "Brenwick", "Corvath", "Dunmere", "Estholm", "Farrow")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with one file of questions, about towns that do not exist; half of them are unanswerable."""
    questions = []
    for number, town in enumerate(TOWNS):
        context = f"{town} was founded in {1200 + number} by Abbot Merin. Its harbour closed after the flood of 1953."
        when = context.index(str(1200 + number))
        for text, answers in (
            (f"When was {town} founded?", ((when, when + 4),)),
            (f"Who rebuilt the bridge of {town}?", ()),
        ):
            questions.append(Question(text, context, answers, (), "squad2_dev_16_articles", "Towns of the valley"))
    folder = tmp_path / "data"
    folder.mkdir()
    file = folder / "squad2_dev_16_articles.json.gz"
    file.write_bytes(gzip.compress(json.dumps(squad_file(questions)).encode()))
    return folder


@pytest.fixture
def passes(data: Path, tmp_path: Path) -> Path:
    """A folder with two passes over the questions about towns."""
    folder = tmp_path / "passes"
    script("passes.py", data, folder, "--passes", "2", "--wordnet", WORDNET)
    return folder


@pytest.mark.models
def test_a_tiny_slice_makes_a_reader_that_loads_and_a_stopped_run_goes_on(passes: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    first = trained(passes, run, tokens=3000)
    assert "going on" not in first

    spans = load_reader(str(run / "reader")).read(
        "When was Aldmoor founded?", ["Aldmoor was founded in 1200 by Abbot Merin."]
    )[0]
    assert spans
    assert (run / "reader" / "model.safetensors").stat().st_size < 50_000_000

    first_weights = load_file(run / "reader" / "model.safetensors")
    assert "going on from 0 tokens" not in (again := trained(passes, run, tokens=6000))
    assert "going on from" in again

    shutil.copytree(run / "reader", tmp_path / "later")
    save_file(first_weights, run / "reader" / "model.safetensors", metadata={"format": "pt"})
    script("reader.py", "average", tmp_path / "mean", run / "reader", tmp_path / "later")
    mean, later = (load_file(tmp_path / name / "model.safetensors") for name in ("mean", "later"))
    name = "qa_outputs.bias"
    torch.testing.assert_close(
        mean[name].float(), (first_weights[name] + later[name]).float() / 2, rtol=1e-2, atol=1e-6
    )
    assert load_reader(str(tmp_path / "mean")).read("When was Aldmoor founded?", ["Aldmoor was founded in 1200."])


@pytest.mark.models
def test_teachers_change_what_is_learnt(passes: Path, tmp_path: Path) -> None:
    trained(passes, tmp_path / "alone", 3000)
    assert script("reader.py", "teach", passes, reader.SHIPPED).splitlines() == ["taught 00.npz", "taught 01.npz"]
    trained(passes, tmp_path / "taught", 3000)
    alone, taught = (load_file(tmp_path / name / "reader" / "model.safetensors") for name in ("alone", "taught"))
    assert not torch.equal(taught["qa_outputs.bias"], alone["qa_outputs.bias"])


@pytest.mark.models
def test_who_says_what_the_teacher_says_has_nothing_more_to_learn(
    passes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "TAUGHT", 1.0)
    path = passes / "00.npz"
    model = reader.load_model(str(reader.SHIPPED), "cpu", AutoTokenizer.from_pretrained(reader.SHIPPED))
    model.network.eval()
    reader.teach(passes, [str(reader.SHIPPED)], batch=6000)
    learnt = reader.Pass(path, "cpu")

    def gradient() -> float:
        model.network.zero_grad()
        groups = np.arange(len(learnt.tokens.groups) - 1)
        torch.autograd.backward(reader.loss_of(model, learnt, groups))
        return float(model.network.qa_outputs.weight.grad.norm())

    agreeing = gradient()
    assert learnt.taught is not None
    learnt.taught = -learnt.taught
    assert agreeing < gradient() / 20  # what the teacher says was noted in half precision


@pytest.mark.models
def test_a_teacher_may_have_the_same_word_pieces_under_other_numbers(tmp_path: Path) -> None:
    ours = AutoTokenizer.from_pretrained(reader.SHIPPED)
    words = [word for word, _ in sorted(ours.get_vocab().items(), key=lambda item: item[1])]
    (tmp_path / "vocab.txt").write_text("\n".join(["<s>", "<pad>", "</s>", "<unk>", *words, "<mask>"]), "utf-8")
    own = MPNetTokenizer(vocab=str(tmp_path / "vocab.txt"))
    own.save_pretrained(tmp_path)
    config = MPNetConfig(
        vocab_size=len(own), hidden_size=12, num_hidden_layers=1, num_attention_heads=1, intermediate_size=12
    )
    MPNetForQuestionAnswering(config).save_pretrained(tmp_path)
    model = reader.load_model(str(tmp_path), "cpu", ours)
    theirs = model.ids[ours("Who fled?", "The abbot.").input_ids].tolist()
    pieces = ["<s>", "who", "fled", "?", "</s>", "the", "abbot", ".", "</s>"]
    assert own.convert_ids_to_tokens(theirs) == pieces
    assert model.ids[ours.pad_token_id] == own.pad_token_id
    assert not model.typed


@pytest.mark.models
def test_passes_that_are_there_are_left_as_they_are(data: Path, passes: Path) -> None:
    (passes / "00.npz").write_bytes(b"kept")
    before = (passes / "01.npz").read_bytes()
    (passes / "01.npz").unlink()
    assert script("passes.py", data, passes, "--passes", "2", "--wordnet", WORDNET).startswith("pass 2 of 2")
    assert (passes / "00.npz").read_bytes() == b"kept"
    assert (passes / "01.npz").read_bytes() == before


def test_training_says_what_is_missing(data: Path, tmp_path: Path) -> None:
    assert refused("passes.py", data, tmp_path / "passes", "--wordnet", tmp_path) == (
        f"There is no WordNet in {tmp_path}: install Debian's wordnet-base, or say with --wordnet where it is."
    )
    assert refused("reader.py", "train", tmp_path, tmp_path / "run") == (
        f"There are no passes in {tmp_path}: make them with training/passes.py."
    )


def trained(passes: Path, run: Path, tokens: int) -> str:
    """The output of a training run of so many tokens."""
    return script("reader.py", "train", passes, run, "--tokens", tokens)


def script(name: str, *arguments: object) -> str:
    """The output of a script of training/."""
    command = [sys.executable, str(TRAINING / name), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def refused(name: str, *arguments: object) -> str:
    """The last line of the error output of a failing script of training/."""
    command = [sys.executable, str(TRAINING / name), *map(str, arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    return ended.stderr.splitlines()[-1]


def test_validation_shares_no_article_and_no_paragraph_with_training(data: Path) -> None:
    questions = read_questions(data)
    apart = Question("Who?", questions[0].context, ((0, 3),), (), "squad2_dev_16_articles", "Huguenot")
    training, validation = split([*questions, apart])
    assert validation == [apart]
    assert questions[0].context not in {question.context for question in training}
    assert len(training) == len(questions) - 2


NOTHING = Augmentation(vary=lambda question, _: question, change=lambda _question, _rng: None)
"""Leaves every question as it is."""


def test_a_pass_asks_each_question_where_its_answer_is(data: Path) -> None:
    questions = read_questions(data)
    negatives = [["Farrow has no harbour."] if question.answers else [] for question in questions]
    answers = {question.context[slice(*question.answers[0])] for question in questions if question.answers}
    seen = 0
    for number in range(4):
        for group in one_pass(questions, negatives, NOTHING, number, seed=0):
            for asked in group:
                if asked.answer:
                    assert asked.text[slice(*asked.answer)] in answers
                    seen += 1
    assert seen == 4 * len(TOWNS)


def test_what_lacks_the_answer_is_found_passages_and_the_rest_of_its_own_paragraph() -> None:
    context = (
        "Aldmoor was founded in 1200 by Abbot Merin. Its harbour closed after the flood of 1953, and the market moved "
        "to the hill. The railway came late, and left early, in 1961."
    )
    start = context.index("1200")
    asked = Question("When was Aldmoor founded?", context, ((start, start + 4),), (), "nq_gold_passages", "Aldmoor")
    found = ["Farrow has no harbour.", "Corvath was founded in 1202."]
    lacking = {
        other.text
        for number in range(60)
        for group in one_pass([asked], [found], NOTHING, number, seed=0)
        for other in group
        if other.answer is None
    }
    assert lacking == {*found, context[context.index("Its harbour") :]}


def test_a_text_begins_with_any_sentence_up_to_that_of_the_answer() -> None:
    context = "Aldmoor lies by the sea. Its harbour is small. It was founded in 1200 by Abbot Merin. It has a school."
    start = context.index("1200")
    asked = Question("When was Aldmoor founded?", context, ((start, start + 4),), (), "nq_gold_passages", "Aldmoor")
    texts = {one_pass([asked], [[]], NOTHING, number, seed=0)[0][0].text for number in range(60)}
    assert texts == {context[context.index(sentence) :] for sentence in ("Aldmoor lies", "Its harbour", "It was")}


def test_another_answer_takes_the_place_of_one_wherever_its_paragraph_has_it() -> None:
    def about(text: str, context: str, answer: str) -> Question:
        places = tuple(
            (start, start + len(answer)) for start in range(len(context)) if context.startswith(answer, start)
        )
        return Question(text, context, places, (), "nq_gold_passages", "Aldmoor")

    rng = random.Random(0)
    names = names_by_thing([about(f"Who founded {town}?", "Abbot Merin", "Abbot Merin") for town in TOWNS])
    names["who"] += ["Abbess Ode", "Ives of Dunmere", "Tarn", "Holt"]
    context = "Abbot Merin came in 1204. With 12 monks, Abbot Merin built the 1204th church, for Merin was rich."

    varied = substituted(about("Who came?", context, "Abbot Merin"), names, rng)
    ((start, end),) = varied.answers
    other = varied.context[start:end]
    assert other in names["who"]
    assert other != "Abbot Merin"
    assert varied.context == context.replace("Abbot Merin", other)

    varied = substituted(about("When did he come?", context, "1204"), names, rng)
    year = varied.context[slice(*varied.answers[0])]
    assert year.startswith("12")
    assert (len(year), year != "1204") == (4, True)
    assert varied.context == context.replace("1204.", f"{year}.")

    named = about("Who was Abbot Merin?", context, "Abbot Merin")
    described = about("How did he live?", context, "was rich")
    pronoun = about("Who came?", "He came.", "He")
    few = about("Where is Aldmoor?", "Aldmoor is in Sarn.", "Sarn")
    assert all(substituted(same, names, rng) is same for same in (named, described, pronoun, few))


@pytest.mark.models
def test_a_word_gives_way_to_a_synonym() -> None:
    context = "They shut it. The bridge is strong, and the span is wide."
    asked = Question("Who would close the bridge?", context, ((0, 4),), (), "nq_gold_passages", "Aldmoor")
    known = [asked, *(Question("Who would close or shut the span?", context, (), (), "x", "y") for _ in range(3))]
    vary = vary_for(known, words_of(known, WORDNET))
    elsewhere = replace(asked, context="They are the wardens.")
    assert {vary(elsewhere, random.Random(seed)).text for seed in range(60)} == {
        "Who would close the bridge?",
        "Who would shut the bridge?",
    }


def test_dropout_takes_a_share_of_the_values_and_keeps_their_mean() -> None:
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(reader.SHIPPED)
    model = reader.load_model(str(reader.SHIPPED), "cpu", tokenizer, reader.DROPOUT).network.train()
    reader.drop_out_quickly(model, reader.DROPOUT)
    values = torch.ones(50, 40, 384)
    dropped = [model.bert.encoder.layer[2].output.dropout(values) for _ in range(2)]
    assert not torch.equal(*dropped)
    for each in dropped:
        assert float((each == 0).float().mean()) == pytest.approx(reader.DROPOUT, abs=0.005)
        assert float(each.mean()) == pytest.approx(1, abs=0.01)
    ids = torch.arange(1000, 1040)[None]
    assert not torch.equal(model(input_ids=ids).start_logits, model(input_ids=ids).start_logits)


@pytest.mark.models
def test_the_loss_of_a_batch_does_not_depend_on_which_windows_go_through_the_model_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokenizer = AutoTokenizer.from_pretrained(reader.SHIPPED)
    model = reader.load_model(str(reader.SHIPPED), "cpu", tokenizer)
    model.network.eval()
    long = "The harbour of Aldmoor closed after the flood. " * 12 + "It was founded in 1200."
    answer = (long.index("1200"), long.index("1200") + 4)
    tokens = tokenized(
        tokenizer,
        [
            [Asked("When was it founded?", long, answer), Asked("When was it founded?", "Farrow is old.", None)],
            [Asked("When was Farrow founded?", "Farrow was founded in 1205.", (22, 26))],
            [Asked("Who rebuilt the bridge?", "Nobody did.", None)],
        ],
    )
    tokens.write(tmp_path / "00.npz")
    data = reader.Pass(tmp_path / "00.npz", "cpu")
    apart = reader.loss_of(model, data, np.array([0, 1, 2]))
    reordered = reader.loss_of(model, data, np.array([2, 0, 1]))
    torch.testing.assert_close(apart, reordered, rtol=1e-4, atol=1e-4)
    monkeypatch.setattr(reader, "MOST_PADDING", 1000)
    together = reader.loss_of(model, data, np.array([0, 1, 2]))
    torch.testing.assert_close(apart, together, rtol=1e-4, atol=1e-4)
    assert tokens.count(np.array([0, 1, 2])) == len(tokens.ids) == tokens.lengths.sum()
    assert tokens.count(np.array([2])) == tokens.lengths[-1]


def test_a_pass_is_the_same_for_the_same_seed_and_another_for_another_number(data: Path) -> None:
    questions = read_questions(data)
    negatives: list[list[str]] = [[] for _ in questions]
    assert one_pass(questions, negatives, NOTHING, 1, seed=0) == one_pass(questions, negatives, NOTHING, 1, seed=0)
    assert one_pass(questions, negatives, NOTHING, 1, seed=0) != one_pass(questions, negatives, NOTHING, 2, seed=0)


def test_some_questions_come_once_more_made_unanswerable_of_the_same_text(data: Path) -> None:
    questions = [question for question in read_questions(data) if question.answers]
    negating = replace(NOTHING, change=lambda question, _: f"Not: {question.text}")
    groups = one_pass(questions, [[] for _ in questions], negating, 0, seed=0)
    made = [asked for group in groups for asked in group if asked.question.startswith("Not")]
    asked_of = {asked.text for group in groups for asked in group if asked.answer}
    assert 0 < len(made) < len(questions)
    assert all(asked.answer is None and asked.text in asked_of for asked in made)


@pytest.mark.models
def test_a_question_is_made_unanswerable_by_one_small_change_of_each_kind() -> None:
    context = (
        "The strong bridge of Aldmoor was opened by Abbot Merin in 1204, and the tower of Brenwick in 1311. "
        "Merin left the first school of Farrow."
    )
    start = context.index("Abbot Merin")
    text = "Who was it that opened the strong first bridge of Aldmoor in 1204?"
    asked = Question(text, context, ((start, start + 11),), (), "squad1_dev_13_articles", "The valley")
    others = [
        Question(f"Who may close a weak, strong or open bridge, harbour or tower in {town}?", town, (), (), "x", title)
        for title, town in (("The valley", "Corvath"), ("The valley", "Dunmere"), ("Elsewhere", "Estholm"))
    ]
    change = change_for([asked, *others], words_of([asked, *others], WORDNET))
    made = {change(asked, random.Random(seed)) for seed in range(400)}

    def put_in(old: str) -> set[str]:
        before, after = text.split(old)
        return {m[len(before) : -len(after)] for m in made if m and m.startswith(before) and m.endswith(after)} - {old}

    assert put_in("was it") == {"wasn't it"}
    assert put_in("first") == {"second", "third", "fourth", "fifth", "sixth", "seventh", "last"}
    assert (put_in("strong"), put_in("opened")) == ({"weak"}, {"closed"})
    assert put_in("bridge") == {"harbour", "tower"}
    assert put_in("Aldmoor") == {"Brenwick", "Farrow", "Corvath", "Dunmere"}
    assert "1240" in put_in("1204")
    assert None not in made


@pytest.mark.models
def test_hardness_tells_how_well_each_kind_of_change_is_seen(tmp_path: Path) -> None:
    context = "Aldmoor was founded in 1200 by Abbot Merin, after the great flood. Its harbour closed in 1953."
    when, who = context.index("1200"), context.index("Abbot Merin")
    asked = [
        Question("When was Aldmoor founded?", context, ((when, when + 4),), (), hardness.SOURCE, "Huguenot"),
        Question("Who founded Aldmoor in 1200?", context, ((who, who + 11),), (), hardness.SOURCE, "Huguenot"),
        Question("Who painted the ceiling of the station?", context, (), (), hardness.SOURCE, "Huguenot"),
    ]
    (tmp_path / f"{hardness.SOURCE}.json.gz").write_bytes(gzip.compress(json.dumps(squad_file(asked)).encode()))
    command = [sys.executable, str(TRAINING / "hardness.py"), str(tmp_path), "shipped", "--wordnet", str(WORDNET)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    kinds = [tuple(line.split(" | ")[:2]) for line in printed[2:]]
    assert kinds == [("| negation", "1"), ("| number", "1"), ("| name", "1"), ("| people", "1")]
    assert printed[-1] == "| people | 1 | 1.000 |"


def test_the_area_under_the_curve_counts_ties_half() -> None:
    assert hardness.area([2, 3], [1, 2]) == pytest.approx(0.875)


def test_a_negation_is_never_lost_to_keywords() -> None:
    rng = random.Random(0)
    text = "Where didn't the abbot of Aldmoor flee?"
    assert {as_typed(text, rng) for _ in range(200)} == {text, text.removesuffix("?")}


def test_questions_as_typed_keep_their_content_words() -> None:
    rng = random.Random(0)
    typed = {as_typed("Where did the abbot of Aldmoor flee?", rng) for _ in range(200)}
    assert {"Where did the abbot of Aldmoor flee?", "Where did the abbot of Aldmoor flee"} < typed
    assert all("aldmoor" in each.lower() and "flee" in each for each in typed)
