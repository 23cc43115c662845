"""The fact composer: the best candidate is the answer, cited in each sentence that says the same."""

import dataclasses
from collections.abc import Sequence

from index import Hit
from index.text.normalize import normalized
from qa.answering.answer import Alternative, Answer, Candidate, Citation, Statement
from qa.answering.composer import Composer, Evidence
from qa.question.answer_type import is_yes_no

__all__ = ["COMPOSERS", "NEAREST", "FactComposer"]

NEAREST = 3
"""The closest passages that come with every answer: as many as a person looks through where there is no answer."""
_MOST_ALTERNATIVES = 4
"""More alternatives would be a list to read, and the later ones are hardly ever right."""
SUPPORT = 0.25
"""A candidate with the answer's words is cited if its confidence is at least this share of the best one's. A higher
share would lose true citations: within one text the reader settles on one sentence, and leaves little confidence to
others that say the same. A lower one would cite sentences that hold the same words by chance."""
# A sentence is whole if it ends in a terminal mark, which quotation marks or brackets may follow.
_CLOSING = "\"'”’»)]"
_TERMINAL = (".", "!", "?", "…")
_SentenceKey = tuple[str, int, int]
"""A sentence: the article's id, the start and the end."""


class FactComposer:
    """Composes an answer of one statement; other answers with enough confidence are its alternatives."""

    kind = "fact"

    def fits(self, question: str) -> bool:
        """Tell whether this composer answers the question: any question, since this composer stands last."""
        del question
        return True

    def compose(self, evidence: Evidence) -> Answer:
        """Make the best candidate the one statement; make none where its confidence is below the threshold.

        The answer to a yes/no question is the whole sentence: a bare "yes" would be the program's word, not the
        article's. A question that stands in an article is no answer to itself.
        """
        groups = _grouped(sorted(_eligible(evidence), key=lambda candidate: candidate.rank, reverse=True))
        confidence = groups[0][0].confidence if groups else 0.0
        nearest = _nearest(evidence.hits)
        if not groups or confidence < evidence.threshold:
            return _without_unknown(Answer(evidence.question, (), confidence, (), nearest, self.kind), evidence)
        citations = _cited(groups[0], first_number=1)
        statement = Statement(citations[0].quote, confidence, citations, citations[0].article.published)
        alternatives = _alternatives(groups[0], citations, groups[1:], evidence.threshold)
        answer = Answer(evidence.question, (statement,), confidence, alternatives, nearest, self.kind)
        return _without_unknown(answer, evidence)


COMPOSERS: tuple[Composer, ...] = (FactComposer(),)
"""The composers, in the order in which they are asked whether they fit a question. A new kind of answer is registered
here, before the fact composer."""


def _eligible(evidence: Evidence) -> list[Candidate]:
    """Return the possible answers: whole sentences for a yes/no question, and never the question itself."""
    candidates = list(evidence.candidates)
    if is_yes_no(evidence.question):
        sentences = map(_as_sentence, candidates)
        candidates = [sentence for sentence in sentences if not sentence.text.rstrip(_CLOSING).endswith("?")]
    asked = normalized(evidence.question)
    return [candidate for candidate in candidates if normalized(candidate.text) != asked]


def _without_unknown(answer: Answer, evidence: Evidence) -> Answer:
    """Return the answer, without its confidences where these are no probabilities."""
    if evidence.has_confidence:
        return answer
    return dataclasses.replace(
        answer,
        confidence=None,
        statements=tuple(dataclasses.replace(each, confidence=None) for each in answer.statements),
        alternatives=tuple(dataclasses.replace(each, confidence=None) for each in answer.alternatives),
    )


def _nearest(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the first few hits, without those that repeat an earlier hit in a near-duplicate article."""
    different = {(hit.article.cluster_id or hit.article.id, normalized(hit.text)): hit for hit in reversed(hits)}
    return tuple(hit for hit in hits if any(hit is kept for kept in different.values()))[:NEAREST]


def _as_sentence(candidate: Candidate) -> Candidate:
    """Return the candidate, grown to the sentence that holds it."""
    start, end = candidate.article.sentence_around(candidate.start, candidate.end)
    return dataclasses.replace(candidate, start=start, end=end)


def _grouped(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """Group the candidates that say the same, in the given order; a candidate without a word is left out."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        words = normalized(candidate.text)
        if words:
            groups.setdefault(words, []).append(candidate)
    return list(groups.values())


def _alternatives(
    answer: list[Candidate], cited: Sequence[Citation], groups: list[list[Candidate]], threshold: float
) -> tuple[Alternative, ...]:
    """Make alternatives of the groups that give another answer with enough confidence.

    A part of an answer is no other answer. Neither is a candidate in a sentence that is cited already, in whole or in
    part: the citation is the reader's best reading of that sentence.
    """
    given = [set(normalized(answer[0].text).split())]
    cited_sentences = [_cited_sentence(citation) for citation in cited]
    number = len(cited) + 1
    alternatives: list[Alternative] = []
    for group in groups:
        words = set(normalized(group[0].text).split())
        elsewhere = [candidate for candidate in group if not _overlaps(_sentence_of(candidate), cited_sentences)]
        supported = bool(elsewhere) and elsewhere[0].confidence >= threshold
        if not supported or any(words <= other or other <= words for other in given):
            continue
        citations = _cited(elsewhere, first_number=number)
        alternatives.append(Alternative(citations[0].quote, elsewhere[0].confidence, citations))
        if len(alternatives) == _MOST_ALTERNATIVES:
            break
        given.append(words)
        cited_sentences += map(_cited_sentence, citations)
        number += len(citations)
    return tuple(alternatives)


def _cited(group: list[Candidate], first_number: int) -> tuple[Citation, ...]:
    """Cite each sentence that holds a candidate of the group, best first; headlines and captions come last.

    A candidate without enough confidence is not cited, as its sentence may hold the same words by chance.
    """
    by_sentence: dict[_SentenceKey, Candidate] = {}
    supported = [candidate for candidate in group if candidate.confidence >= SUPPORT * group[0].confidence]
    for candidate in sorted(supported, key=_stands_in_a_fragment):
        by_sentence.setdefault(_sentence_of(candidate), candidate)
    return tuple(
        Citation(
            number=number,
            article=candidate.article,
            start=candidate.start,
            end=candidate.end,
            quote=candidate.text,
            sentence_start=start,
            sentence_end=end,
            sentence=candidate.article.text[start:end],
        )
        for number, ((_, start, end), candidate) in enumerate(by_sentence.items(), start=first_number)
    )


def _stands_in_a_fragment(candidate: Candidate) -> bool:
    """Tell whether a candidate's sentence lacks its final mark, as a headline or a caption does."""
    _, start, end = _sentence_of(candidate)
    return candidate.article.text[start:end].rstrip(_CLOSING)[-1:] not in _TERMINAL


def _overlaps(sentence: _SentenceKey, sentences: Sequence[_SentenceKey]) -> bool:
    article, start, end = sentence
    return any(article == other and start < last and end > first for other, first, last in sentences)


def _sentence_of(candidate: Candidate) -> _SentenceKey:
    return candidate.article.id, *candidate.article.sentence_around(candidate.start, candidate.end)


def _cited_sentence(citation: Citation) -> _SentenceKey:
    return citation.article.id, citation.sentence_start, citation.sentence_end
