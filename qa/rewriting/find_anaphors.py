"""Finds the anaphors of a question: "he", "there", "that year", "the attack"."""

from collections.abc import Iterator, Sequence

from qa.rewriting.anaphor import Anaphor
from qa.rewriting.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DETERMINERS,
    PREDICATES,
    PREPOSITIONS,
    WH,
)
from qa.rewriting.names import Names
from qa.rewriting.noun_phrases import phrases
from qa.rewriting.nouns import Kind, kind_of_noun, singular
from qa.rewriting.predicates import is_lexical_verb
from qa.rewriting.pronouns import TITLE_CUES, pronouns
from qa.rewriting.tokens import Token, tokenize

__all__ = ["find_anaphors"]

_CONTENT_WORD_LIMIT = 2
"""For "there" and nouns: in a question of more words they more often stand for what the question itself speaks of."""
_AFTER_BARE_NOUN = AUXILIARIES | ADVERBS | CONJUNCTIONS | {"'s"}
_BEFORE_THERE = frozenset("from in at near to around through outside towards over inside".split())
_BEFORE_THEN = frozenset("since by until till before after".split())
# "This week" and "the morning" mean the time at which the question is asked.
_DEICTIC_TIMES = frozenset(
    "day week month year morning evening afternoon night time season summer winter weekend".split()
)


def find_anaphors(question: str, names: Names) -> list[Anaphor]:
    """Return the anaphors of a question that the question itself does not explain, in order.

    "when did he reach that city?": "he", "that city". "did Hollis sell his house?": none.
    """
    tokens = tokenize(question)
    anaphors = [*pronouns(question, tokens, names), *_adverbs(question, tokens), *_noun_anaphors(question, tokens)]
    return sorted(anaphors, key=lambda anaphor: anaphor.start)


def _adverbs(question: str, tokens: Sequence[Token]) -> Iterator[Anaphor]:
    """Yield the words "there" and "then" where they stand for a place and a time."""
    for number, token in enumerate(tokens):
        previous = tokens[number - 1].lower if number else ""
        is_last = number + 1 == len(tokens)
        preposition = previous if previous in _BEFORE_THERE | _BEFORE_THEN else ""
        if token.lower == "there" and _is_locative(tokens, number) and not _has_place(question[: token.start]):
            verb = next((t.lower for t in reversed(tokens[:number]) if is_lexical_verb(t.lower)), "")
            yield Anaphor(
                token.start,
                token.end,
                "there",
                preposition=preposition,
                verb=verb,
                content_word_limit=_CONTENT_WORD_LIMIT,
            )
        if token.lower == "then" and (preposition in _BEFORE_THEN or (is_last and number > 0)):
            yield Anaphor(token.start, token.end, "then", preposition=preposition)


def _is_locative(tokens: Sequence[Token], number: int) -> bool:
    """Tell whether "there" says where, and not only that something exists ("how many are there in Tarn?")."""
    previous = tokens[number - 1].lower if number else ""
    following = tokens[number + 1].lower if number + 1 < len(tokens) else ""
    if not number or following in BE | {"'s", "exist", "been"} or previous in CONJUNCTIONS:
        return False
    if previous in BE | {"has", "have", "had", "will", "would", "could", "can"}:
        return not following and number > 1 and tokens[number - 2].lower in WH
    return True


def _has_place(text_before: str) -> bool:
    """Tell whether the question names a place before its "there", which then means that place."""
    return any(
        phrase.preposition in ("in", "at", "near", "to") and phrase.kind in (Kind.PLACE, Kind.UNKNOWN)
        for phrase in phrases(text_before)
    )


def _noun_anaphors(question: str, tokens: Sequence[Token]) -> Iterator[Anaphor]:
    """Yield a noun alone behind a word that points back: "that city", "the same year", "the attack"."""
    if TITLE_CUES.search(question.lower()):
        return
    for number, pointer in enumerate(tokens):
        if pointer.lower not in ("this", "that", "these", "those", "the"):
            continue
        same = number + 1 < len(tokens) and tokens[number + 1].lower == "same"
        noun_number = number + 1 + same
        if noun_number >= len(tokens) or not _stands_alone(tokens, noun_number):
            continue
        noun, plural = singular(tokens[noun_number].lower)
        by_article = pointer.lower == "the" and not same
        if noun in _DEICTIC_TIMES and (pointer.lower == "this" or by_article):
            continue
        previous = tokens[number - 1].lower if number else ""
        yield Anaphor(
            pointer.start,
            tokens[noun_number].end,
            "noun",
            possessive=noun_number + 1 < len(tokens) and tokens[noun_number + 1].lower == "'s",
            preposition=previous if previous in PREPOSITIONS else "",
            noun=noun,
            plural=plural,
            definite=by_article,
            content_word_limit=_CONTENT_WORD_LIMIT,
        )


def _stands_alone(tokens: Sequence[Token], number: int) -> bool:
    """Tell whether the token is a noun that nothing behind it explains ("the attack on Tarn" is explained)."""
    word = tokens[number].lower
    if tokens[number].capital or word in DETERMINERS | PREPOSITIONS | AUXILIARIES | ADVERBS | WH | PREDICATES:
        return False
    if number + 1 == len(tokens):
        return True
    following = tokens[number + 1]
    if following.start > tokens[number].end + 1:
        return True
    not_a_noun = kind_of_noun(following.lower) is Kind.UNKNOWN and not following.capital
    is_verb = is_lexical_verb(following.lower) and not_a_noun and not following.lower.endswith("ing")
    return following.lower in _AFTER_BARE_NOUN or is_verb
