"""What a conversation is about: its persons, groups, places, times and things, the nearest to mind first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.text.english import lemmatize
from index.text.normalize import normalized
from qa.answering.answer import Answer
from qa.question.answer_type import content_words, stem
from qa.rewriting.clauses import Clause, parse
from qa.rewriting.lexicon import DETERMINERS, PRONOUNS, Kind
from qa.rewriting.mentions import Mention, answered, asked_for, mention_of
from qa.rewriting.names import Names
from qa.rewriting.noun_phrases import Phrase, clause_phrases, phrases
from qa.rewriting.tokens import words

__all__ = ["Focus", "focus_of", "understood"]

_REMEMBERED_TURNS = 6
# How near to mind a mention is: its role in the question (centering: subject before object before the rest), or the
# answer. A turn further back counts less, and what was taken up by a pronoun counts more.
_SUBJECT, _OBJECT, _OBLIQUE, _INNER, _WITHIN, _SENTENCE = 30.0, 20.0, 15.0, 12.0, 10.0, 4.0
_A_TURN_AGO = 10.0
_TAKEN_UP = 8.0


@dataclass(frozen=True, slots=True)
class Focus:
    """What the turns so far have spoken of, heaviest first, and what their passages tell of names."""

    mentions: tuple[Mention, ...]
    names: Names
    vocabulary: frozenset[str]
    """The stems of the words in the turns and the passages that they rest on."""


def understood(answer: Answer) -> str:
    """The question of an answer as it was understood."""
    return answer.understood_as or answer.question


def focus_of(answers: Sequence[Answer]) -> Focus:
    """What the conversation that led to these answers is about; the last few turns count."""
    recent = answers[-_REMEMBERED_TURNS:]
    names = Names([text for answer in recent for text in _passages(answer)])
    found: dict[str, Mention] = {}
    for age, answer in enumerate(reversed(recent)):
        for mention in _of_turn(answer, names, last=age == 0):
            weighed = replace(mention, weight=mention.weight - age * _A_TURN_AGO)
            key = normalized(mention.text)
            before = found.get(key)
            if before is None:
                found[key] = weighed
            else:
                found[key] = replace(
                    before,
                    nouns=before.nouns | mention.nouns,
                    weight=max(before.weight, weighed.weight),
                    kind=mention.kind if before.kind is Kind.UNKNOWN else before.kind,
                    gender=before.gender or mention.gender,
                    plural=before.plural or mention.plural,
                )
    said = [text for answer in recent for text in (understood(answer), answer.text, *_passages(answer))]
    vocabulary = frozenset(stem(word) for text in said for word in content_words(lemmatize(text)))
    for key, mention in found.items():
        if mention.kind is Kind.UNKNOWN and mention.named:
            found[key] = replace(mention, kind=_kind_by_namesake(mention, found.values()))
    return Focus(tuple(sorted(found.values(), key=lambda mention: -mention.weight)), names, vocabulary)


def _kind_by_namesake(mention: Mention, others: Iterable[Mention]) -> Kind:
    """The kind of a mention that says the name more fully, or with another's: "Ernst Maar" in "Karl and Ernst Maar"."""
    end = f" {mention.text}"
    return next((o.kind for o in others if o.kind is not Kind.UNKNOWN and f" {o.text}".endswith(end)), Kind.UNKNOWN)


def _passages(answer: Answer) -> Iterator[str]:
    """The text that an answer rests on; only what is kept of it, so that a reopened conversation goes on the same."""
    yield from (citation.sentence for citation in answer.citations)
    yield from (hit.text for hit in answer.nearest)


def _of_turn(answer: Answer, names: Names, *, last: bool) -> Iterator[Mention]:
    clause = parse(names.cased(understood(answer)))
    typed = f" {normalized(answer.question)} "
    pointed = any(word.lower in PRONOUNS | {"his", "her", "its", "their"} for word in words(answer.question))
    for phrase in clause_phrases(clause):
        taken_up = answer.understood_as is not None and f" {normalized(phrase.text)} " not in typed
        mention = mention_of(phrase, names, _weight(phrase, clause), role=phrase.part)
        if taken_up and not _holds_another(phrase, typed):
            # In "what are its symptoms?" and "what is the sign of it?" the talk goes on about "it".
            going_on = pointed and (phrase.inner or not clause.verb)
            mention = replace(
                mention, weight=(max(mention.weight, _SUBJECT) if going_on else mention.weight) + _TAKEN_UP
            )
        several = phrase.part == "subject" and not phrase.inner and clause.auxiliary.lower() in ("are", "were")
        yield replace(mention, plural=True) if several and mention.named else mention
    yield from asked_for(clause)
    if answer.found:
        yield from answered(answer, clause, names)
        if last:
            yield from _beside(answer, names)


def _holds_another(phrase: Phrase, typed: str) -> bool:
    """Whether the phrase was typed in part ("its symptoms"), so that only something inside it was taken up."""
    return f" {phrase.head}" in typed or f" {normalized(phrase.text).split()[-1]} " in typed


def _weight(phrase: Phrase, clause: Clause) -> float:
    if phrase.inner:
        return _INNER
    if not clause.is_question and phrase.start == phrases(clause.rest)[0].start:
        return _SUBJECT
    if phrase.part == "subject":
        return _SUBJECT if phrase.start == phrases(clause.subject)[0].start else _OBLIQUE
    return _OBLIQUE if phrase.preposition or phrase.part == "front" else _OBJECT


def _beside(answer: Answer, names: Names) -> Iterator[Mention]:
    """The names in the sentence that the last answer is quoted from, and what is spoken of in a longer answer."""
    for place, phrase in enumerate(phrases(answer.text)):
        owned = phrase.text.lower().split()[0] in ("his", "her", "its", "their")
        if phrase.end - phrase.start < len(answer.text) and not phrase.inner and not owned:
            yield mention_of(phrase, names, _WITHIN + place / 10, role="sentence")
    for phrase in phrases(answer.citations[0].sentence):
        if phrase.named and normalized(phrase.text) not in normalized(answer.text):
            first = phrase.text.split()[0]
            inside = first.lower() if first.lower() in DETERMINERS else first
            yield mention_of(
                replace(phrase, text=inside + phrase.text[len(first) :]), names, _SENTENCE, role="sentence"
            )
