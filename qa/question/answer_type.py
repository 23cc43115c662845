"""The answer type that a question expects, and the words that carry its subject."""

import re
from enum import StrEnum
from functools import lru_cache

from index.text.english import lemmatize
from qa.question.function_words import BE, FINITE_AUXILIARIES, MAGNITUDES, ONE_TO_TWELVE, TENS

__all__ = [
    "NUMBER_WORD",
    "AnswerType",
    "answer_type_match",
    "content_stems",
    "content_words",
    "expected_answer_type",
    "is_yes_no",
    "stem",
]


class AnswerType(StrEnum):
    """What kind of answer the words of a question ask for (Li and Roth 2002, only the classes that rules can tell)."""

    NUMBER = "number"
    TIME = "time"
    NAME = "name"


# Hyphens part words here, and an apostrophe does not: "France's" must lose its ending as one word. The resolving of
# pronouns needs "al-Hollis" whole and "'s" by itself, so qa/rewriting/tokens.py has a pattern of its own.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_FUNCTION_WORDS = (
    FINITE_AUXILIARIES
    | BE
    | frozenset(
        """a an the this that these those some any each every all both of in on at by for from to with without into
    onto over under about against between during before after since until than then as and or but nor if so because
    while who whom whose what which where when why how there here it its he him his she her hers they them their
    theirs we us our you your i me my one ones got get gets much many long old often far not no yes also too
    very just more most other another such same name named called kind type thing things please tell say says
    said""".split()
    )
)
"""Words that nearly every article holds, so that sharing them with a passage tells nothing of its subject."""
_LONGEST_OPENING = 3
"""Characters that may stand before a question's first word: quotation marks, an inverted question mark, spaces."""


def is_yes_no(question: str) -> bool:
    """Tell whether a question could be answered with yes or no: whether it begins with an auxiliary verb.

    >>> is_yes_no("Is he alive?"), is_yes_no("Where is he?")
    (True, False)
    """
    first = _WORD.search(question)
    return (
        first is not None
        and first.group().lower().replace("’", "'") in FINITE_AUXILIARIES
        and first.start() <= _LONGEST_OPENING
    )


def content_words(text: str) -> list[str]:
    """Return the words of `text` that carry its subject: in lower case, in order, each once, without possessive 's.

    >>> content_words("Who was the mayor of Tarn's oldest quarter?")
    ['mayor', 'tarn', 'oldest', 'quarter']
    """
    words = map(_without_possessive, _WORD.findall(text))
    return list(dict.fromkeys(word for word in words if word not in _FUNCTION_WORDS))


def _without_possessive(word: str) -> str:
    """Return the word in lower case and without a possessive ending."""
    lower = word.lower()
    return lower[:-2] if lower.endswith(("'s", "’s")) else lower


# Longer endings come first, so that "nations" loses "ations" before "s" is tried.
_ENDINGS = ("ations", "ation", "ings", "ing", "edly", "ies", "ed", "es", "ly", "s", "e")
_SHORTEST_STEM = 3
"""Letters that must stay: "ring" is no form of "r", nor "used" of "us"."""


def stem(word: str) -> str:
    """Return the word without one of the commonest English endings.

    A light stemmer (in the manner of Lovins 1968) for counting shared words: its result need not be a word.

    >>> stem("fleeing"), stem("elections")
    ('flee', 'election')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def content_stems(text: str) -> set[str]:
    """Return the stems of a text's content words, irregular forms brought to their base form first.

    >>> sorted(content_stems("The men are fleeing Keshma's harbour."))
    ['flee', 'harbour', 'keshma', 'man']
    """
    return {word_stem for word in _WORD.findall(text) if (word_stem := _content_stem(word))}


# A question meets the words of some 14 passages, most of them several times, and the next question the same ones.
@lru_cache(maxsize=20_000)
def _content_stem(word: str) -> str:
    """Return the stem of one word; "" for a function word."""
    bare = _without_possessive(lemmatize(word))
    return "" if bare in _FUNCTION_WORDS else stem(bare)


# "\w+teen" is for thirteen to nineteen; "canteen" and the few others that end so are rare where a number is asked for.
NUMBER_WORD = re.compile(
    rf"\d|\b(?:{'|'.join((*ONE_TO_TWELVE, *TENS))}|\w+teen|(?:{'|'.join(MAGNITUDES)})s?|half|third|quarter|once|twice|"
    r"none|no)\b",
    re.IGNORECASE,
)
"""A digit, or a word that counts."""
_TIME_WORD = re.compile(
    r"\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tues|wednes|thurs|fri|satur|sun)\w*\b|\b(?:century|"
    r"decade|year|month|week|day|hour|minute|morning|noon|afternoon|evening|night|midnight|dawn|dusk|spring|summer|"
    r"autumn|winter|today|yesterday|tomorrow|ago|early|late|after|before|during|when|until|since|once|while)s?\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"[A-Z]")
_ASKS_NUMBER = re.compile(r"\bhow (?:many|much|old|far|long|tall|high|often|big|large|fast|deep)\b", re.IGNORECASE)
_ASKS_TIME = re.compile(r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade|time)\b", re.IGNORECASE)
_ASKS_NAME = re.compile(r"\b(?:who|whom)\b", re.IGNORECASE)
# In this order: "how many were there when the ferry sank?" asks for a number.
_QUESTION_CUES = {AnswerType.NUMBER: _ASKS_NUMBER, AnswerType.TIME: _ASKS_TIME, AnswerType.NAME: _ASKS_NAME}
_ANSWER_CUES = {AnswerType.NUMBER: NUMBER_WORD, AnswerType.TIME: _TIME_WORD, AnswerType.NAME: _CAPITAL}


def expected_answer_type(question: str) -> AnswerType | None:
    """Return the answer type that the question's words ask for; None where the words do not tell.

    >>> expected_answer_type("How many people died?"), expected_answer_type("Why did they flee?")
    (<AnswerType.NUMBER: 'number'>, None)
    """
    return next((kind for kind, cue in _QUESTION_CUES.items() if cue.search(question)), None)


def answer_type_match(question: str, answer: str) -> int:
    """Return 1 where the answer has the expected answer type, -1 where it has not, and 0 where none is expected.

    A number needs a digit or a number word, a time also a word such as "May" or "yesterday", a name a capital letter.

    >>> answer_type_match("When did it sink?", "in May"), answer_type_match("When did it sink?", "near Alma")
    (1, -1)
    """
    expected = expected_answer_type(question)
    if expected is None:
        return 0
    return 1 if _ANSWER_CUES[expected].search(answer) else -1
