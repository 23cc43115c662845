"""Where the subject of a question ends and its verb begins."""

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
from qa.rewriting.tokens import Word
from qa.rewriting.verbs import base_form, is_base, is_participle

__all__ = ["end_of_subject", "end_of_verb", "is_lexical_verb", "is_predicate"]

_PREDICATE_ENDINGS = ("ly", "able", "ible", "ful", "less", "ous")


def is_lexical_verb(word: str) -> bool:
    """Whether the word, in lower case, is a form of a verb that is not an auxiliary."""
    if word in AUXILIARIES | ADVERBS | DETERMINERS | PREPOSITIONS | PRONOUNS:
        return False
    return is_participle(word) or is_base(base_form(word))


def end_of_subject(tokens: Sequence[Word], begin: int, after: str) -> int:
    """Where the subject that begins behind an auxiliary ends; the end of the question if there is no verb.

    Args:
        after: the auxiliary in lower case, which tells the form of the verb that is looked for.
    """
    auxiliary = _class_of(after)
    if begin < len(tokens) and tokens[begin].lower in PRONOUNS - {"one"} and not _is_determiner(tokens, begin):
        return begin + 1
    nouns = 0
    for number in range(begin, len(tokens)):
        word = tokens[number].lower
        before = tokens[number - 1].lower if number > begin else ""
        if word in DETERMINERS | {"'s", "of"} or before in DETERMINERS | {"'s"} or before.endswith("ly"):
            nouns += word not in DETERMINERS | {"'s", "of"} and not word.endswith("ly")
            continue
        if nouns and word == "last" and number + 1 < len(tokens) and _is_verb(tokens, number + 1, auxiliary):
            return number
        if nouns and (word in ADVERBS | CLAUSE_STARTERS | PREDICATES or is_predicate(tokens[number])):
            return number
        if word in PREPOSITIONS and not any(_is_verb(tokens, n, auxiliary) for n in range(number, len(tokens))):
            return _without_verb(tokens, begin, number, auxiliary)
        if nouns and _is_verb(tokens, number, auxiliary):
            return _last_of_verbs(tokens, number, auxiliary)
        nouns += word not in PREPOSITIONS | CONJUNCTIONS
    return _without_verb(tokens, begin, len(tokens), auxiliary)


def _class_of(auxiliary: str) -> str:
    if auxiliary in DO:
        return "do"
    if auxiliary in BE or auxiliary == "'s":
        return "be"
    return "have" if auxiliary.startswith("ha") else "will"


def is_predicate(word: Word) -> bool:
    """Whether the word is an adjective by its ending: "treatable", "dangerous"."""
    return word.lower.endswith(_PREDICATE_ENDINGS) and not word.capital


def _is_determiner(tokens: Sequence[Word], number: int) -> bool:
    """Whether a word such as "her" or "that" stands before a noun, here before the end of a subject."""
    if tokens[number].lower not in DETERMINERS or number + 1 == len(tokens):
        return False
    following = tokens[number + 1].lower
    return not is_lexical_verb(following) and following not in PREPOSITIONS | ADVERBS


def _is_verb(tokens: Sequence[Word], number: int, auxiliary: str) -> bool:
    """Whether a verb that fits the auxiliary stands here: a base form after "did", a participle after "was"."""
    word = tokens[number].lower
    before = tokens[number - 1].lower
    if before in DETERMINERS | PREPOSITIONS | {"'s"} or tokens[number].capital:
        return False
    if auxiliary == "do":
        return is_base(word)
    if auxiliary == "be":
        return is_participle(word) or (word.endswith("ing") and is_base(base_form(word)))
    if auxiliary == "have":
        return is_participle(word) or word == "been"
    return is_base(word) or word in ("be", "have")


def _last_of_verbs(tokens: Sequence[Word], number: int, auxiliary: str) -> int:
    """Of several words that may be verbs, in a row, the last: in "the train crash happen", "crash" is a noun."""
    while (
        auxiliary in ("do", "will")
        and number + 1 < len(tokens)
        and _is_verb(tokens, number + 1, auxiliary)
        and tokens[number].lower not in ("help", "let", "make", "go", "have")
    ):
        number += 1
    return number


def _without_verb(tokens: Sequence[Word], begin: int, end: int, auxiliary: str) -> int:
    """The end of a subject that no known verb follows: after "did", the last small word before `end` is the verb."""
    if auxiliary not in ("do", "will"):
        return end
    number = end - 1
    while number > begin and tokens[number].capital and not tokens[begin].capital:
        number -= 1
    while number > begin and tokens[number - 1].lower in DETERMINERS:
        number -= 2
    return max(number, min(begin + 1, len(tokens)))


def end_of_verb(tokens: Sequence[Word], begin: int) -> int:
    """Where a verb ends that begins here, with the adverbs and auxiliaries before it ("not been killed")."""
    number = begin
    while number < len(tokens) and tokens[number].lower in ADVERBS | {"been", "being", "have", "be"}:
        number += 1
    if number < len(tokens) and is_lexical_verb(tokens[number].lower):
        return number + 1
    if number < len(tokens) and tokens[number].lower not in PREPOSITIONS | CLAUSE_STARTERS | DETERMINERS | CONJUNCTIONS:
        return number + 1 if number == begin and not tokens[number].capital else number
    return number
