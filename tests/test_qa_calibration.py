"""The features of a confidence, and the order in which it puts answers."""

import dataclasses
from pathlib import Path

import pytest

import qa.reader.calibration
from index import Article, Hit
from qa.question.answer_type import answer_type_match
from qa.reader.calibration import FEATURES, Calibration, features, load_calibration
from qa.reader.span_scoring import Span

SHIPPED = Path(qa.reader.calibration.__file__).parent


def hit(text: str, *, title: str = "", score: float = 1.0) -> Hit:
    article = Article(text[:8], title, None, None, None, Path("/articles/a.txt"), None, text)
    return Hit(article, 0, len(text), text, score)


def span(of: Hit, words: str, score: float) -> Span:
    start = of.text.index(words)
    return Span(start, start + len(words), score)


def named(values: tuple[float, ...]) -> dict[str, float]:
    return dict(zip(FEATURES, values, strict=True))


def test_the_lead_is_over_another_answer() -> None:
    hits = [hit("Merin fled to Corvath."), hit("He was seen in Corvath in May."), hit("Some say he fled to Dunmere.")]
    spans = [[span(hits[0], "Corvath", 5.0)], [span(hits[1], "Corvath", 3.0)], [span(hits[2], "Dunmere", 4.0)]]
    first, second, third = (named(each[0]) for each in features("Where did Merin flee?", hits, spans))
    assert first["lead"] == 1.0  # over Dunmere, not over the other Corvath
    assert second["lead"] == -1.0  # its own place is behind Dunmere
    assert third["lead"] == -1.0  # behind the best Corvath


def test_words_count_near_the_answer_and_in_the_passage_apart() -> None:
    passage = hit("The abbot fled in 1953. The harbour of Corvath closed.", title="Corvath")
    [[values]] = features("When did the harbour close?", [passage], [[span(passage, "1953", 1.0)]])
    assert named(values)["coverage"] == 1.0
    assert named(values)["nearness"] == 0.0


def test_the_sentence_of_a_span_is_the_article_s_wherever_the_passage_begins() -> None:
    whole = hit("The harbour closed in 1953. A ferry from Corvath sank.")
    start = whole.text.index("from Corvath")
    passage = dataclasses.replace(whole, start=start, text=whole.text[start:])
    [[values]] = features("Which ferry sank in the harbour?", [passage], [[span(passage, "Corvath", 1.0)]])
    assert named(values)["coverage"] == 1 / 3  # "sank"; "ferry" stands before the passage
    assert named(values)["nearness"] == 2 / 3


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("how many ships sank?", "seven", 1),
        ("how many ships sank?", "the fleet", -1),
        ("when did it close?", "early January", 1),
        ("what year did it close?", "Corvath", -1),
        ("who closed it?", "Abbot Merin", 1),
        ("who closed it?", "the harbour", -1),
        ("where is it?", "the harbour", 0),
    ],
)
def test_an_answer_fits_the_kind_that_is_asked_for(question: str, answer: str, expected: int) -> None:
    assert answer_type_match(question, answer) == expected


def test_a_span_that_the_reader_prefers_is_likelier_right() -> None:
    passages = [hit("Merin fled to Corvath.")]
    low, high = (
        load_calibration(SHIPPED).confidences(
            "Where did Merin flee?", passages, [[span(passages[0], "Corvath", score)]]
        )[0][0]
        for score in (-4.0, 8.0)
    )
    assert 0 < low < high < 1


def test_a_confidence_is_the_logistic_function_of_the_weighted_sum() -> None:
    calibration = Calibration(weights=(1.0, *[0.0] * (len(FEATURES) - 1)), bias=-2.0, threshold=0.5)
    passages = [hit("Merin fled to Corvath.")]
    [[sure]] = calibration.confidences("Where?", passages, [[span(passages[0], "Corvath", 2.0)]])
    assert sure == 0.5
