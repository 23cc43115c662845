"""The fact composer: from candidates to an answer with citations and alternatives."""

import datetime
from pathlib import Path

import pytest

from index import Article, Hit
from index.text.normalize import normalized
from qa.answering.answer import Answer, Candidate
from qa.answering.compose import FactComposer
from qa.answering.composer import Evidence

THRESHOLD = 0.5


def article(text: str, article_id: str = "a") -> Article:
    date = datetime.date(2019, 2, 10)
    return Article(article_id, f"Title {article_id}", None, None, date, Path("/folder/a.txt"), None, text, "byline")


def candidate(source: Article, quote: str, confidence: float) -> Candidate:
    start = source.text.index(quote)
    return Candidate(source, start, start + len(quote), confidence)


def answer(*candidates: Candidate, question: str = "where did he go?") -> Answer:
    hits = [Hit(c.article, 0, len(c.article.text), c.article.text, 1.0) for c in candidates]
    return FactComposer().compose(Evidence(question, candidates, hits, THRESHOLD))


def check_citations(found: Answer) -> None:
    cited = [*found.citations, *(c for other in found.alternatives for c in other.citations)]
    assert [citation.number for citation in cited] == list(range(1, len(cited) + 1))
    for citation in cited:
        text = citation.article.text
        assert text[citation.start : citation.end] == citation.quote
        assert text[citation.sentence_start : citation.sentence_end] == citation.sentence
        assert citation.sentence_start <= citation.start < citation.end <= citation.sentence_end


def test_the_best_candidate_is_the_answer_with_its_sentence() -> None:
    source = article("He ate. In January he fled to the desert. It was cold.")
    found = answer(candidate(source, "cold", 0.2), candidate(source, "the desert", 0.9))
    assert (found.text, found.found, found.confidence) == ("the desert", True, 0.9)
    assert [citation.sentence for citation in found.citations] == ["In January he fled to the desert."]
    assert found.alternatives == ()
    check_citations(found)


def test_below_the_threshold_nothing_is_answered_but_the_nearest_are_shown() -> None:
    source = article("He fled to the desert.")
    found = answer(candidate(source, "the desert", 0.49))
    assert (found.text, found.found, found.confidence) == ("", False, 0.49)
    assert (found.citations, found.alternatives) == ((), ())
    assert [hit.article for hit in found.nearest] == [source]


def test_without_candidates_nothing_is_answered() -> None:
    assert answer() == Answer("where did he go?", (), 0.0, (), ())


def test_the_same_answer_in_several_articles_has_several_citations() -> None:
    first, second = article("He fled to the desert.", "a"), article("They saw him in the Desert, they said.", "b")
    found = answer(candidate(first, "the desert", 0.9), candidate(second, "Desert", 0.6))
    assert (found.text, found.alternatives) == ("the desert", ())
    assert [(citation.article.id, citation.quote) for citation in found.citations] == [
        ("a", "the desert"),
        ("b", "Desert"),
    ]
    check_citations(found)


def test_another_answer_with_support_is_an_alternative() -> None:
    first, second = article("He fled to the desert.", "a"), article("He fled to Baghouz.", "b")
    third = article("He fled to Mosul.", "c")
    found = answer(
        candidate(first, "the desert", 0.9), candidate(second, "Baghouz", 0.6), candidate(third, "Mosul", 0.3)
    )
    assert [(other.text, other.confidence) for other in found.alternatives] == [("Baghouz", 0.6)]
    assert found.alternatives[0].citations[0].number == 2
    check_citations(found)


@pytest.mark.parametrize("quote", ["al-Jazairi", "plotter, Abu Muath al-Jazairi, who", "Muath"])
def test_a_part_of_the_answer_is_no_alternative(quote: str) -> None:
    source = article("The main plotter, Abu Muath al-Jazairi, who left, is sought.")
    found = answer(candidate(source, "Abu Muath al-Jazairi", 0.9), candidate(source, quote, 0.8))
    assert found.alternatives == ()


def test_another_span_of_a_cited_sentence_is_no_alternative() -> None:
    source = article("Tesla was born on 10 July 1856 in Smiljan. He died in 1943.")
    candidates = [candidate(source, "10 July", 0.9), candidate(source, "1856", 0.8), candidate(source, "1943", 0.7)]
    assert [other.text for other in answer(*candidates).alternatives] == ["1943"]


def test_a_piece_that_holds_a_cited_sentence_is_no_alternative() -> None:
    source = article("He fled to the desert. Then he died. It rained.")
    crossing = candidate(source, "desert. Then", 0.8)
    found = answer(candidate(source, "died", 0.9), crossing, candidate(source, "rained", 0.7))
    assert [other.text for other in found.alternatives] == ["rained"]


@pytest.mark.parametrize("question", ["Where did he go?", "“where did HE go”", "Where did he go"])
def test_a_question_in_an_article_is_no_answer_to_itself(question: str) -> None:
    source = article("Where did he go? He fled to the desert.")
    asked = candidate(source, "Where did he go", 0.9)
    found = answer(asked, candidate(source, "the desert", 0.8), question=question)
    assert (found.text, found.alternatives) == ("the desert", ())
    assert answer(asked, question=question).found is False


@pytest.mark.parametrize("ending", ["?", "?”", "?)"])
def test_a_question_in_an_article_does_not_bear_on_a_yes_no_question(ending: str) -> None:
    source = article(f"“Is the man really alive{ending} Experts believe that he is.")
    candidates = [candidate(source, "alive", 0.9), candidate(source, "he is", 0.8)]
    found = answer(*candidates, question="Is he alive?")
    assert (found.text, found.alternatives) == ("Experts believe that he is.", ())


def test_a_whole_sentence_is_cited_before_a_caption() -> None:
    source = article("Camp from which he fled to desert (file photo)\n\nIn January he fled to the desert.”")
    found = answer(candidate(source, "desert", 0.9), candidate(source, "the desert", 0.7))
    assert (found.text, found.confidence) == ("the desert", 0.9)
    assert [citation.quote for citation in found.citations] == ["the desert", "desert"]


def test_a_place_that_only_happens_to_hold_the_words_is_not_cited() -> None:
    first, second = article("He was 41 years old.", "a"), article("Bus 41 was late.", "b")
    found = answer(candidate(first, "41", 0.9), candidate(second, "41", 0.1))
    assert [citation.article.id for citation in found.citations] == ["a"]


def test_one_sentence_is_cited_once() -> None:
    source = article("The desert is the desert. He loves the desert.")
    start = source.text.rindex("the desert")
    again = Candidate(source, start, start + len("the desert"), 0.7)
    found = answer(candidate(source, "The desert", 0.9), candidate(source, "the desert", 0.8), again)
    assert [citation.sentence for citation in found.citations] == ["The desert is the desert.", "He loves the desert."]


@pytest.mark.parametrize("question", ["Is he alive?", "did he survive", "  Isn't he dead?", "Wasn’t he seen?"])
def test_a_yes_no_question_is_answered_with_the_whole_sentence(question: str) -> None:
    source = article("He fled. Experts believe that he is still alive. It rained.")
    found = answer(candidate(source, "still alive", 0.9), candidate(source, "believe", 0.8), question=question)
    assert found.text == "Experts believe that he is still alive."
    assert found.citations[0].quote == found.citations[0].sentence
    assert found.alternatives == ()


def test_the_data_of_an_answer_keep_their_names_and_forms() -> None:
    """Scripts rely on these: keys may be added, none may go or change its meaning."""
    first, second = article("He fled to the desert.", "a"), article("He fled to Baghouz.", "b")
    found = answer(candidate(first, "the desert", 0.9), candidate(second, "Baghouz", 0.6)).to_dict()
    source = {
        "id": "a",
        "title": "Title a",
        "author": None,
        "source": None,
        "published": "2019-02-10",
        "published_from": "byline",
        "path": "/folder/a.txt",
        "url": None,
        "guessed": None,
    }
    assert set(found) == {
        "question",
        "text",
        "found",
        "confidence",
        "citations",
        "alternatives",
        "nearest",
        "undated",
        "without_vectors",
        "understood_as",
        "kind",
        "statements",
    }
    assert found["kind"] == "fact"
    [statement] = found["statements"]
    assert statement == {
        "text": "the desert",
        "confidence": pytest.approx(0.9),
        "citations": found["citations"],
        "date": "2019-02-10",
    }
    assert (found["question"], found["text"], found["found"]) == ("where did he go?", "the desert", True)
    assert found["confidence"] == pytest.approx(0.9)
    assert found["citations"] == [
        {
            "number": 1,
            "quote": "the desert",
            "start": 11,
            "end": 21,
            "sentence": "He fled to the desert.",
            "sentence_start": 0,
            "sentence_end": 22,
            "page": None,
            "article": source,
        }
    ]
    [other] = found["alternatives"]
    assert set(other) == {"text", "confidence", "citations"}
    assert (other["text"], other["citations"][0]["number"]) == ("Baghouz", 2)
    assert found["nearest"][0] == {
        "start": 0,
        "end": 22,
        "text": "He fled to the desert.",
        "score": 1.0,
        "article": source,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Desert.", "desert"),
        ("“41”", "41"),
        ("U.S.-backed", "u s backed"),
        ("—", ""),
        ("another", "another"),
        ("to the desert", "desert"),
        ("In 2019", "2019"),
        ("on", "on"),
        ("inland", "inland"),
    ],
)
def test_answers_are_compared_without_what_does_not_count(text: str, expected: str) -> None:
    assert normalized(text) == expected
