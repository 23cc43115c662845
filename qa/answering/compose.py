"""From what the reader found to an answer with its citations: one pure function, and the types it makes."""

from collections.abc import Sequence

from index import Hit
from index.text.normalize import normalized
from qa.answering.answer import Alternative, Answer, Candidate, Citation
from qa.question.answer_type import is_yes_no

__all__ = ["Alternative", "Answer", "Candidate", "Citation", "build_answer", "normalized"]

NEAREST = 3
_MOST_ALTERNATIVES = 4
SUPPORT = 0.25
"""The same words elsewhere are cited when their confidence is at least this share of the best place's. Within one text
the reader settles on one place, and leaves little to others that say the same."""
_CLOSING = "\"'”’»)]"
_TERMINAL = (".", "!", "?", "…")
_Place = tuple[str, int, int]
"""Where a sentence stands: its article's id, its start and end."""


def build_answer(question: str, candidates: Sequence[Candidate], hits: Sequence[Hit], threshold: float) -> Answer:
    """The answer that the candidates add up to.

    The best one is the answer, cited at each place that says the same; others with at least the `threshold` as their
    confidence are alternatives. To a yes/no question the answer is the whole sentence: a bare "yes" would be the
    program's word, not the article's. A question that stands in an article is no answer to itself.
    """
    if is_yes_no(question):
        sentences = map(_as_sentence, candidates)
        candidates = [sentence for sentence in sentences if not sentence.text.rstrip(_CLOSING).endswith("?")]
    asked = normalized(question)
    candidates = [candidate for candidate in candidates if normalized(candidate.text) != asked]
    groups = _grouped(sorted(candidates, key=lambda candidate: -candidate.confidence))
    nearest = _nearest(hits)
    best = groups[0][0].confidence if groups else 0.0
    if not groups or best < threshold:
        return Answer(question, "", False, best, (), (), nearest)
    citations = _cited(groups[0], first_number=1)
    alternatives = _alternatives(groups[0], citations, groups[1:], threshold)
    return Answer(question, citations[0].quote, True, best, citations, alternatives, nearest)


def _nearest(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The first few hits, without those that say the same as one before in a near-identical article."""
    different = {(hit.article.story or hit.article.id, normalized(hit.text)): hit for hit in reversed(hits)}
    return tuple(hit for hit in hits if any(hit is kept for kept in different.values()))[:NEAREST]


def _as_sentence(candidate: Candidate) -> Candidate:
    start, end = candidate.article.sentence_around(candidate.start, candidate.end)
    return Candidate(candidate.article, start, end, candidate.confidence)


def _grouped(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """The candidates in groups that say the same, in the order given; what says nothing is left out."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        said = normalized(candidate.text)
        if said:
            groups.setdefault(said, []).append(candidate)
    return list(groups.values())


def _alternatives(
    answer: list[Candidate], cited: Sequence[Citation], groups: list[list[Candidate]], threshold: float
) -> tuple[Alternative, ...]:
    """The groups that give another answer, with support.

    A part of an answer is not another one, and neither is what stands in a sentence that is cited already, or in a part
    of one: of one sentence the reader has given its best reading.
    """
    said = [set(normalized(answer[0].text).split())]
    places = [_place(citation) for citation in cited]
    number = len(cited) + 1
    found: list[Alternative] = []
    for group in groups:
        words = set(normalized(group[0].text).split())
        elsewhere = [candidate for candidate in group if not _overlaps(_sentence_place(candidate), places)]
        supported = bool(elsewhere) and elsewhere[0].confidence >= threshold
        if not supported or any(words <= other or other <= words for other in said):
            continue
        citations = _cited(elsewhere, first_number=number)
        found.append(Alternative(citations[0].quote, elsewhere[0].confidence, citations))
        if len(found) == _MOST_ALTERNATIVES:
            break
        said.append(words)
        places += map(_place, citations)
        number += len(citations)
    return tuple(found)


def _cited(group: list[Candidate], first_number: int) -> tuple[Citation, ...]:
    """One citation for each sentence that holds a candidate of the group, best first; headlines and captions last.

    A place that only happens to hold the same words is not cited.
    """
    by_sentence: dict[_Place, Candidate] = {}
    supported = [candidate for candidate in group if candidate.confidence >= SUPPORT * group[0].confidence]
    for candidate in sorted(supported, key=_stands_in_a_fragment):
        by_sentence.setdefault(_sentence_place(candidate), candidate)
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
    _, start, end = _sentence_place(candidate)
    return candidate.article.text[start:end].rstrip(_CLOSING)[-1:] not in _TERMINAL


def _overlaps(place: _Place, places: Sequence[_Place]) -> bool:
    article, start, end = place
    return any(article == other and start < last and end > first for other, first, last in places)


def _sentence_place(candidate: Candidate) -> _Place:
    return candidate.article.id, *candidate.article.sentence_around(candidate.start, candidate.end)


def _place(citation: Citation) -> _Place:
    return citation.article.id, citation.sentence_start, citation.sentence_end
