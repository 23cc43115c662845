"""Finds the pronouns of a question that stand for something spoken of before, and what their place tells of it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from qa.rewriting.anaphor import NO_LIMIT, Anaphor, Category
from qa.rewriting.binding import is_bound
from qa.rewriting.clauses import parse
from qa.rewriting.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BE,
    CLAUSE_STARTERS,
    CONJUNCTIONS,
    DETERMINERS,
    DO,
    NUMBERS,
    POSSESSIVES,
    PREDICATES,
    PREPOSITIONS,
    WH,
)
from qa.rewriting.names import Names
from qa.rewriting.nouns import singular
from qa.rewriting.tokens import Token
from qa.rewriting.verbs import is_base, is_participle

__all__ = ["TITLE_CUES", "pronouns"]

_FORMS: dict[Category, str] = {
    "he": "he him his",
    "she": "she her hers",
    "it": "it its",
    "they": "they them their theirs",
}
_CATEGORY_OF = {form: category for category, forms in _FORMS.items() for form in forms.split()}
# Words of titles and songs, in which a pronoun belongs to the title: "who sang he stopped loving her today".
TITLE_CUES = re.compile(
    r"\b(?:sings?|sang|sung|songs?|lyrics|wrote|movie|film|episode|season|series|album|show|novel|poem|plays|played|hosted)\b"
)
# "It" that stands for nothing, as in "what time is it", "is it true that", "how long does it take to".
_PLEONASTIC = re.compile(
    r"""\b(?:
        what\ (?:time|day|date|year|month)\ (?:is|was)\ it
      | (?:is|was|be|been|become|became|isn't|wasn't|it's|make|makes|made)\ it\ (?:\w+\ )?
        (?:true|possible|legal|illegal|safe|necessary|likely|unlikely|ok|okay|common|normal|important|difficult|hard|easy|
        better|worth|called|that|like|said|known)\b
      | (?:does|did|will|would)\ it\ (?:\w+\ )?(?:take|cost|mean)\b.*\bto\ \w+\ (?!up|down|out|in|off|back)
      | it\ (?:rain|snow|hail|mean\ (?:when|if|that|to)|happened|estimated|believed|thought|expected|reported)
      | (?:does|did|will|would|has|had)\ it\ (?:been\ since|become\ (?:legal|illegal|law|possible))
      | (?:how|why|who|what|when|where)\ (?:is|was)\ it\ that
      | (?:is|was)\ it\ (?:to|from)\b
      | it\ (?:is|was)\ (?:illegal|legal|possible|said|known|true|likely)
      | when\ it\ comes\ to | (?:is|was)\ it\ (?:called|like)
    )""",
    re.VERBOSE,
)
# Content words up to which an anaphor is certain. "They" and objects are often nobody in particular ("when did they
# stop making pennies?"), "it" as the subject less often ("when did it reach the island?").
_UNCERTAIN_LIMIT, _IT_LIMIT = 2, 4
_BEFORE_HER_AND_VERB = frozenset("let make made makes help helped saw see heard did does was".split())
_SAYING = frozenset(
    "say says said think thinks thought believe believes believed claim claims claimed know knows knew".split()
)


def pronouns(question: str, tokens: Sequence[Token], names: Names) -> Iterator[Anaphor]:
    """Yield the personal and possessive pronouns of a question that nothing in it explains, in order."""
    lower = question.lower().replace("’", "'")
    asks_subject = parse(question).asks_subject  # "who moved his court" may ask for him whose court it was
    cue = TITLE_CUES.search(lower) is not None
    for number, token in enumerate(tokens):
        category = _CATEGORY_OF.get(token.lower)
        if category is None or (category == "it" and _is_pleonastic(lower, tokens, number)):
            continue
        possessive = token.lower in POSSESSIVES - {"her"} or (token.lower == "her" and _before_noun(tokens, number))
        subject = not possessive and token.lower not in ("him", "them") and _is_subject(tokens, number)
        if not (possessive or subject or _is_object(tokens, number)) or (cue and not subject and not possessive):
            continue
        if _is_title(tokens, number, subject=subject, possessive=possessive, cue=cue):
            return
        if is_bound(question, tokens, number, category, names, is_object=not (subject or possessive)):
            continue
        previous = tokens[number - 1].lower if number else ""
        limit = _content_word_limit(tokens, number, category, subject=subject, asks_subject=asks_subject)
        yield Anaphor(
            token.start,
            token.end,
            category,
            possessive=possessive,
            subject=subject,
            agent=subject and _acts(tokens, number),
            patient=subject and _is_acted_on(tokens, number),
            preposition=previous if previous in PREPOSITIONS else "",
            noun=singular(tokens[number + 1].lower)[0] if possessive and number + 1 < len(tokens) else "",
            content_word_limit=_UNCERTAIN_LIMIT if cue else limit,
        )


def _is_pleonastic(question: str, tokens: Sequence[Token], number: int) -> bool:
    """Tell whether "it" stands for nothing: "is it true that", "was it essential for them to leave"."""
    if _PLEONASTIC.search(question):
        return True
    previous = tokens[number - 1].lower if number else ""
    following = [token.lower for token in tokens[number + 1 :]]
    if previous not in BE or not following or is_participle(following[0]):
        return False
    return any(first == "to" and is_base(second) for first, second in pairwise(following))


def _content_word_limit(
    tokens: Sequence[Token], number: int, category: Category, *, subject: bool, asks_subject: bool
) -> int:
    """Return how many content words the question may have before the pronoun is no longer certain.

    "Who moved his court?" is uncertain, too: it may ask for the one whose court it was.
    """
    if subject:
        if category == "they" and not _is_acted_on(tokens, number):
            return _UNCERTAIN_LIMIT
        return _IT_LIMIT if category == "it" else NO_LIMIT
    return _UNCERTAIN_LIMIT if asks_subject or category in ("it", "they") else NO_LIMIT


def _before_noun(tokens: Sequence[Token], number: int) -> bool:
    """Tell whether "her" stands before a noun and so is a possessive."""
    if number + 1 == len(tokens):
        return False
    following = tokens[number + 1].lower
    if following in NUMBERS | PREDICATES:
        return number + 2 < len(tokens)
    if following in PREPOSITIONS | CLAUSE_STARTERS | ADVERBS | AUXILIARIES | DETERMINERS | CONJUNCTIONS | WH:
        return False
    last = number + 2 == len(tokens) or tokens[number + 2].lower in PREPOSITIONS
    if last and is_participle(following):  # "what is the painting of her called"
        return False
    previous = tokens[number - 1].lower if number else ""
    # "Did it help her win" and "who saw her flee": "her" is the object of the first verb and subject of the second.
    causative = previous in _BEFORE_HER_AND_VERB
    return not (is_base(following) and causative)


def _is_subject(tokens: Sequence[Token], number: int) -> bool:
    """Tell whether the pronoun begins the question or a clause, or stands behind an auxiliary or a verb of saying."""
    previous = tokens[number - 1].lower if number else ""
    return not previous or previous in AUXILIARIES | CLAUSE_STARTERS | CONJUNCTIONS | _SAYING | {
        "not",
        "before",
        "after",
        "since",
    }


def _is_object(tokens: Sequence[Token], number: int) -> bool:
    """Tell whether the pronoun is an object; behind a capital it is part of a name."""
    return number == 0 or not tokens[number - 1].capital


def _is_title(tokens: Sequence[Token], number: int, *, subject: bool, possessive: bool, cue: bool) -> bool:
    """Tell whether the pronoun belongs to a title or a quotation: "who sang he stopped loving her today"."""
    previous = tokens[number - 1].lower if number else ""
    if tokens[number].lower in ("he", "she", "they") and not subject:
        return True
    return cue and subject and not possessive and previous not in AUXILIARIES | {"not"}


def _acts(tokens: Sequence[Token], number: int) -> bool:
    """Tell whether the subject does something to something: "did it buy the mine", not "did it open"."""
    previous = tokens[number - 1].lower if number else ""
    after = [token.lower for token in tokens[number + 1 :]]
    return previous in DO and len(after) > 1 and after[1] not in PREPOSITIONS | ADVERBS | CLAUSE_STARTERS


def _is_acted_on(tokens: Sequence[Token], number: int) -> bool:
    """Tell whether something is done to the subject: "were they found", "has it been sold"."""
    previous = tokens[number - 1].lower if number else ""
    after = [token.lower for token in tokens[number + 1 :] if token.lower not in ADVERBS | {"been"}][:1]
    return previous in AUXILIARIES - DO and bool(after) and is_participle(after[0])
