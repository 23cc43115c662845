"""Finds where the subject of a question ends and its verb begins and ends."""

from collections.abc import Sequence

from qa.rewriting.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CLAUSE_STARTERS,
    CONJUNCTIONS,
    DETERMINERS,
    DO,
    PREDICATES,
    PREPOSITIONS,
    PRONOUNS,
)
from qa.rewriting.tokens import Token
from qa.rewriting.verbs import base_form, is_base, is_participle

__all__ = ["end_of_subject", "end_of_verb", "is_lexical_verb", "is_predicate"]

_ADJECTIVE_ENDINGS = ("ly", "able", "ible", "ful", "less", "ous")
# Verbs that another verb may follow, so that the first of the two is no noun: "did it help find".
_BEFORE_A_VERB = ("help", "let", "make", "go", "have")


def is_lexical_verb(word: str) -> bool:
    """Tell whether the word, in lower case, is a form of a verb that is not an auxiliary."""
    if word in AUXILIARIES | ADVERBS | DETERMINERS | PREPOSITIONS | PRONOUNS:
        return False
    return is_participle(word) or is_base(base_form(word))


def end_of_subject(tokens: Sequence[Token], begin: int, auxiliary: str) -> int:
    """Return where the subject that begins behind an auxiliary ends; the end of the question if there is no verb.

    Args:
        tokens: those of the question.
        begin: the number of the token behind the auxiliary.
        auxiliary: the auxiliary in lower case, which tells the form of the verb to look for.
    """
    auxiliary_class = _class_of(auxiliary)
    if begin < len(tokens) and tokens[begin].lower in PRONOUNS - {"one"} and not _is_determiner(tokens, begin):
        return begin + 1
    nouns = 0
    for number in range(begin, len(tokens)):
        word = tokens[number].lower
        previous = tokens[number - 1].lower if number > begin else ""
        if word in DETERMINERS | {"'s", "of"} or previous in DETERMINERS | {"'s"} or previous.endswith("ly"):
            nouns += word not in DETERMINERS | {"'s", "of"} and not word.endswith("ly")
            continue
        if nouns and word == "last" and number + 1 < len(tokens) and _is_verb(tokens, number + 1, auxiliary_class):
            return number
        if nouns and (word in ADVERBS | CLAUSE_STARTERS | PREDICATES or is_predicate(tokens[number])):
            return number
        if word in PREPOSITIONS and not any(_is_verb(tokens, n, auxiliary_class) for n in range(number, len(tokens))):
            return _without_verb(tokens, begin, number, auxiliary_class)
        if nouns and _is_verb(tokens, number, auxiliary_class):
            return _last_of_verbs(tokens, number, auxiliary_class)
        nouns += word not in PREPOSITIONS | CONJUNCTIONS
    return _without_verb(tokens, begin, len(tokens), auxiliary_class)


def _class_of(auxiliary: str) -> str:
    """Return "do", "be", "have" or "will": auxiliaries of one class take the same form of the verb."""
    if auxiliary in DO:
        return "do"
    if auxiliary in BE or auxiliary == "'s":
        return "be"
    return "have" if auxiliary.startswith("ha") else "will"


def is_predicate(word: Token) -> bool:
    """Tell whether the word has the ending of an adjective or an adverb: "treatable", "dangerous"."""
    return word.lower.endswith(_ADJECTIVE_ENDINGS) and not word.capital


def _is_determiner(tokens: Sequence[Token], number: int) -> bool:
    """Tell whether a word such as "her" or "that" stands before a noun of the subject."""
    if tokens[number].lower not in DETERMINERS or number + 1 == len(tokens):
        return False
    following = tokens[number + 1].lower
    return not is_lexical_verb(following) and following not in PREPOSITIONS | ADVERBS


def _is_verb(tokens: Sequence[Token], number: int, auxiliary_class: str) -> bool:
    """Tell whether this token is a verb that fits the auxiliary: a base form after "did", a participle after "was"."""
    word = tokens[number].lower
    previous = tokens[number - 1].lower
    if previous in DETERMINERS | PREPOSITIONS | {"'s"} or tokens[number].capital:
        return False
    if auxiliary_class == "do":
        return is_base(word)
    if auxiliary_class == "be":
        return is_participle(word) or (word.endswith("ing") and is_base(base_form(word)))
    if auxiliary_class == "have":
        return is_participle(word) or word == "been"
    return is_base(word) or word in ("be", "have")


def _last_of_verbs(tokens: Sequence[Token], number: int, auxiliary_class: str) -> int:
    """Return the last of several possible verbs in a row: in "the train crash happen", "crash" is a noun."""
    while (
        auxiliary_class in ("do", "will")
        and number + 1 < len(tokens)
        and _is_verb(tokens, number + 1, auxiliary_class)
        and tokens[number].lower not in _BEFORE_A_VERB
    ):
        number += 1
    return number


def _without_verb(tokens: Sequence[Token], begin: int, end: int, auxiliary_class: str) -> int:
    """Return the end of a subject that no known verb follows.

    After "did" and "will" there must be one, so the last small word before `end` is taken for the verb.
    """
    if auxiliary_class not in ("do", "will"):
        return end
    number = end - 1
    while number > begin and tokens[number].capital and not tokens[begin].capital:
        number -= 1
    while number > begin and tokens[number - 1].lower in DETERMINERS:
        number -= 2
    return max(number, min(begin + 1, len(tokens)))


def end_of_verb(tokens: Sequence[Token], begin: int) -> int:
    """Return where the verb that begins here ends, with the adverbs and auxiliaries before it ("not been killed")."""
    number = begin
    while number < len(tokens) and tokens[number].lower in ADVERBS | {"been", "being", "have", "be"}:
        number += 1
    if number < len(tokens) and is_lexical_verb(tokens[number].lower):
        return number + 1
    if number < len(tokens) and tokens[number].lower not in PREPOSITIONS | CLAUSE_STARTERS | DETERMINERS | CONJUNCTIONS:
        return number + 1 if number == begin and not tokens[number].capital else number
    return number
