"""What every composer must keep, whatever kind of answer it makes."""

from collections.abc import Sequence

import pytest
from fakes import article
from hypothesis import given
from hypothesis import strategies as st

from index import Hit
from qa import Composer, Evidence
from qa.answering.answer import Candidate
from qa.answering.compose import COMPOSERS

TEXT = "He fled to the desert. Was it far? In May he went to Baghouz. Nobody knows why he went to the desert."
SOURCES = [article(name, f"Report {name}\n\n{TEXT}") for name in "ab"]
QUESTIONS = ("where did he go?", "did he flee?", "why", "Was it far?")

every_composer = pytest.mark.parametrize("composer", COMPOSERS, ids=lambda composer: composer.kind)


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    source = draw(st.sampled_from(SOURCES))
    start = draw(st.integers(0, len(source.text) - 1))
    end = draw(st.integers(start + 1, min(len(source.text), start + 40)))
    return Candidate(source, start, end, draw(st.floats(0, 1)), draw(st.floats(-9, 9)))


def evidence(question: str, given: Sequence[Candidate], *, has_confidence: bool = True) -> Evidence:
    hits = [Hit(source, 0, len(source.text), source.text, 1.0) for source in SOURCES]
    return Evidence(question, given, hits, 0.4, has_confidence)


@every_composer
@given(given_candidates=st.lists(candidates(), max_size=12), question=st.sampled_from(QUESTIONS))
def test_every_statement_stands_in_an_article_word_for_word(
    composer: Composer, given_candidates: list[Candidate], question: str
) -> None:
    answer = composer.compose(evidence(question, given_candidates))
    assert (answer.kind, answer.question) == (composer.kind, question)
    assert [citation.number for citation in answer.sources] == list(range(1, len(answer.sources) + 1))
    for citation in answer.sources:
        assert citation.article.text[citation.start : citation.end] == citation.quote
        assert citation.article.text[citation.sentence_start : citation.sentence_end] == citation.sentence
        assert citation.sentence_start <= citation.start < citation.end <= citation.sentence_end
    for statement in answer.statements:
        assert statement.citations
        assert statement.text == statement.citations[0].quote
    assert composer.compose(evidence(question, given_candidates)) == answer, "a pure function of the evidence"


@every_composer
@given(given_candidates=st.lists(candidates(), max_size=12))
def test_no_confidence_is_told_where_none_is_known(composer: Composer, given_candidates: list[Candidate]) -> None:
    answer = composer.compose(evidence("where did he go?", given_candidates, has_confidence=False))
    told = [answer.confidence]
    told += [statement.confidence for statement in answer.statements]
    told += [alternative.confidence for alternative in answer.alternatives]
    assert set(told) == {None}


@every_composer
def test_without_candidates_there_is_no_statement(composer: Composer) -> None:
    answer = composer.compose(evidence("where did he go?", []))
    assert (answer.statements, answer.alternatives, answer.found) == ((), (), False)


def test_the_last_composer_takes_every_question() -> None:
    assert all(COMPOSERS[-1].fits(question) for question in (*QUESTIONS, "", "?"))
