"""Focus: the persons, groups, places, times and things of a conversation, the nearest to mind first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.text.normalize import normalized
from qa.answering.answer import Answer
from qa.question.answer_type import content_stems
from qa.rewriting import salience
from qa.rewriting.clauses import Clause, parse
from qa.rewriting.lexicon import DETERMINERS, POSSESSIVES, PRONOUNS
from qa.rewriting.mentions import Mention, answer_mentions, counted_mentions, mention_of
from qa.rewriting.names import Names
from qa.rewriting.noun_phrases import clause_phrases, phrases
from qa.rewriting.nouns import Kind
from qa.rewriting.phrase import Phrase
from qa.rewriting.tokens import tokenize

__all__ = ["Focus", "focus_of", "rewritten_question"]

_REMEMBERED_TURNS = 6
"""Turns that a question may lean on. One turn further back, even an identity (45 - 60) would come behind everything."""


@dataclass(frozen=True, slots=True)
class Focus:
    """What the turns so far spoke of.

    Attributes:
        mentions: by salience, the highest first.
        names: what the passages tell of names.
        stems: the stems of the words in the turns and in the passages that their answers rest on.
    """

    mentions: tuple[Mention, ...]
    names: Names
    stems: frozenset[str]


def rewritten_question(answer: Answer) -> str:
    """Return the question of an answer as it was rewritten; as it was typed, if it was not."""
    return answer.understood_as or answer.question


def focus_of(answers: Sequence[Answer]) -> Focus:
    """Return what the conversation that led to these answers is about; only its last turns count."""
    recent = answers[-_REMEMBERED_TURNS:]
    names = Names([text for answer in recent for text in _passages(answer)])
    mentions: dict[str, Mention] = {}
    for age, answer in enumerate(reversed(recent)):
        for mention in _mentions_of_turn(answer, names, is_last=age == 0):
            aged = replace(mention, salience=mention.salience - age * salience.A_TURN_AGO)
            key = normalized(mention.text)
            mentions[key] = _merged(mentions[key], aged) if key in mentions else aged
    for key, mention in mentions.items():
        if mention.kind is Kind.UNKNOWN and mention.has_name:
            mentions[key] = replace(mention, kind=_kind_by_namesake(mention, mentions.values()))
    texts = [text for answer in recent for text in (rewritten_question(answer), answer.text, *_passages(answer))]
    stems = frozenset().union(*map(content_stems, texts))
    return Focus(tuple(sorted(mentions.values(), key=lambda mention: -mention.salience)), names, stems)


def _merged(newer: Mention, older: Mention) -> Mention:
    """Return two mentions of the same words as one: the newer, with what only the older one tells."""
    return replace(
        newer,
        nouns=newer.nouns | older.nouns,
        salience=max(newer.salience, older.salience),
        kind=older.kind if newer.kind is Kind.UNKNOWN else newer.kind,
        gender=newer.gender or older.gender,
        plural=newer.plural or older.plural,
    )


def _kind_by_namesake(mention: Mention, others: Iterable[Mention]) -> Kind:
    """Return the kind of a mention with a fuller form of the name: for "Ernst Maar" that of "Karl and Ernst Maar"."""
    end = f" {mention.text}"
    return next((o.kind for o in others if o.kind is not Kind.UNKNOWN and f" {o.text}".endswith(end)), Kind.UNKNOWN)


def _passages(answer: Answer) -> Iterator[str]:
    """Yield the texts that an answer rests on.

    Only those that a kept conversation holds: a reopened one must go on as it would have.
    """
    yield from (citation.sentence for citation in answer.citations)
    yield from (hit.text for hit in answer.nearest)


def _mentions_of_turn(answer: Answer, names: Names, *, is_last: bool) -> Iterator[Mention]:
    """Yield what one turn spoke of: its question, its answer, and for the last turn the sentence of the answer."""
    clause = parse(names.restore_case(rewritten_question(answer)))
    typed = f" {normalized(answer.question)} "
    has_anaphor = any(token.lower in PRONOUNS | POSSESSIVES for token in tokenize(answer.question))
    for phrase in clause_phrases(clause):
        added_by_rewriting = answer.understood_as is not None and f" {normalized(phrase.text)} " not in typed
        mention = mention_of(phrase, names, _salience_in_question(phrase, clause), role=phrase.part)
        if added_by_rewriting and not _typed_in_part(phrase, typed):
            # In "what are its symptoms?" and "what is the sign of it?" the talk goes on about "it".
            is_topic = has_anaphor and (phrase.inner or not clause.verb)
            base = max(mention.salience, salience.SUBJECT) if is_topic else mention.salience
            mention = replace(mention, salience=base + salience.TAKEN_UP)
        is_plural_name = (
            phrase.part == "subject"
            and not phrase.inner
            and clause.auxiliary.lower() in ("are", "were")
            and mention.has_name
        )
        yield replace(mention, plural=True) if is_plural_name else mention
    yield from counted_mentions(clause)
    if answer.found:
        yield from answer_mentions(answer, clause, names)
        if is_last:
            yield from _mentions_beside(answer, names)


def _typed_in_part(phrase: Phrase, typed: str) -> bool:
    """Tell whether the phrase was typed in part ("its symptoms"), so that only a phrase inside it was taken up."""
    return f" {phrase.head}" in typed or f" {normalized(phrase.text).split()[-1]} " in typed


def _salience_in_question(phrase: Phrase, clause: Clause) -> float:
    """Return the salience of a phrase by its part; in a text that is no question, the first phrase is the subject."""
    if phrase.inner:
        return salience.INNER
    if not clause.is_question and phrase.start == phrases(clause.rest)[0].start:
        return salience.SUBJECT
    if phrase.part == "subject":
        is_first = phrase.start == phrases(clause.subject)[0].start
        return salience.SUBJECT if is_first else salience.OBLIQUE
    return salience.OBLIQUE if phrase.preposition or phrase.part == "front" else salience.OBJECT


def _mentions_beside(answer: Answer, names: Names) -> Iterator[Mention]:
    """Yield what a longer answer speaks of, and the names in the sentence that the answer is quoted from."""
    for rank, phrase in enumerate(phrases(answer.text)):
        has_possessive = phrase.text.lower().split()[0] in POSSESSIVES
        if phrase.end - phrase.start < len(answer.text) and not phrase.inner and not has_possessive:
            # Later phrases come first by a little: "he left the van beside the river" is now about the river.
            yield mention_of(phrase, names, salience.WITHIN_ANSWER + rank / 10, role="sentence")
    for phrase in phrases(answer.citations[0].sentence):
        if phrase.has_name and normalized(phrase.text) not in normalized(answer.text):
            first = phrase.text.split()[0]
            inside = first.lower() if first.lower() in DETERMINERS else first
            text = inside + phrase.text[len(first) :]
            yield mention_of(replace(phrase, text=text), names, salience.SAME_SENTENCE, role="sentence")
