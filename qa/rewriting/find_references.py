"""The words of a question that stand for something said before: "he", "there", "that year", "the attack"."""

from collections.abc import Iterator, Sequence

from qa.rewriting.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    PREDICATES,
    PREPOSITIONS,
    WH,
    Kind,
    kind_of_noun,
    singular,
)
from qa.rewriting.names import Names
from qa.rewriting.noun_phrases import phrases
from qa.rewriting.predicates import is_lexical_verb
from qa.rewriting.pronouns import TITLE_CUES, pronouns
from qa.rewriting.reference import Reference
from qa.rewriting.tokens import Word, words

__all__ = ["references"]

_FEW_WORDS = 2
_AFTER_BARE_NOUN = AUXILIARIES | ADVERBS | CONJUNCTIONS | {"'s"}
_PLACE_PREPOSITIONS = frozenset("from in at near to around through outside towards over inside".split())
_BEFORE_THEN = frozenset("since by until till before after".split())
_DEICTIC = frozenset("day week month year morning evening afternoon night time season summer winter weekend".split())


def references(question: str, names: Names) -> list[Reference]:
    """The words of a question that the question itself does not explain, in order."""
    tokens = words(question)
    found = [*pronouns(question, tokens, names), *_adverbs(question, tokens), *_noun_references(question, tokens)]
    return sorted(found, key=lambda reference: reference.start)


def _adverbs(question: str, tokens: Sequence[Word]) -> Iterator[Reference]:
    """The words "there" and "then" where they stand for a place and a time."""
    for number, word in enumerate(tokens):
        before = tokens[number - 1].lower if number else ""
        last = number + 1 == len(tokens)
        preposition = before if before in _PLACE_PREPOSITIONS | _BEFORE_THEN else ""
        if word.lower == "there" and _is_locative(tokens, number) and not _has_place(question[: word.start]):
            verb = next((w.lower for w in reversed(tokens[:number]) if is_lexical_verb(w.lower)), "")
            yield Reference(word.start, word.end, "there", preposition=preposition, verb=verb, sure_up_to=_FEW_WORDS)
        if word.lower == "then" and (preposition in _BEFORE_THEN or (last and number > 0)):
            yield Reference(word.start, word.end, "then", preposition=preposition)


def _is_locative(tokens: Sequence[Word], number: int) -> bool:
    """Whether "there" says where, and not only that something exists ("how many are there in Tarn?")."""
    before = tokens[number - 1].lower if number else ""
    after = tokens[number + 1].lower if number + 1 < len(tokens) else ""
    if not number or after in BE | {"'s", "exist", "been"} or before in CONJUNCTIONS:
        return False
    if before in BE | {"has", "have", "had", "will", "would", "could", "can"}:
        return not after and number > 1 and tokens[number - 2].lower in WH
    return True


def _has_place(before: str) -> bool:
    return any(
        phrase.preposition in ("in", "at", "near", "to") and phrase.kind in (Kind.PLACE, Kind.UNKNOWN)
        for phrase in phrases(before)
    )


def _noun_references(question: str, tokens: Sequence[Word]) -> Iterator[Reference]:
    """A noun alone behind a word that points back: "that city", "the same year", "the attack"."""
    if TITLE_CUES.search(question.lower()):
        return
    for number, word in enumerate(tokens):
        if word.lower not in ("this", "that", "these", "those", "the"):
            continue
        place = number + 1
        same = place < len(tokens) and tokens[place].lower == "same"
        place += same
        if place >= len(tokens) or not _stands_alone(tokens, place):
            continue
        noun, plural = singular(tokens[place].lower)
        if word.lower == "this" and noun in _DEICTIC:
            continue
        if word.lower == "the" and not same and noun in _DEICTIC:
            continue
        before = tokens[number - 1].lower if number else ""
        yield Reference(
            word.start,
            tokens[place].end,
            "noun",
            possessive=place + 1 < len(tokens) and tokens[place + 1].lower == "'s",
            preposition=before if before in PREPOSITIONS else "",
            noun=noun,
            plural=plural,
            definite=word.lower == "the" and not same,
            sure_up_to=_FEW_WORDS,
        )


def _stands_alone(tokens: Sequence[Word], place: int) -> bool:
    """Whether the word is a noun that nothing behind it explains further ("the attack on Tarn" is explained)."""
    word = tokens[place].lower
    if tokens[place].capital or word in DETERMINERS | PREPOSITIONS | AUXILIARIES | ADVERBS | WH | PREDICATES:
        return False
    if place + 1 == len(tokens):
        return True
    following = tokens[place + 1]
    if following.start > tokens[place].end + 1:
        return True
    behind_known = kind_of_noun(following.lower) is Kind.UNKNOWN and not following.capital
    verb = is_lexical_verb(following.lower) and behind_known and not following.lower.endswith("ing")
    return following.lower in _AFTER_BARE_NOUN or verb
