"""What a question asks for, as far as its words tell."""

import re
from functools import lru_cache

from index.text.english import lemmatize

__all__ = ["NUMBER_WORD", "content_stems", "content_words", "fits", "is_yes_no", "stem"]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_AUXILIARY = frozenset(
    """is are was were am do does did has have had can could will would shall should may might must isn't aren't
    wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't won't wouldn't shouldn't""".split()
)
_FUNCTION_WORDS = _AUXILIARY | frozenset(
    """a an the this that these those some any each every all both of in on at by for from to with without into onto
    over under about against between during before after since until than then as and or but nor if so because while
    who whom whose what which where when why how there here it its he him his she her hers they them their theirs we
    us our you your i me my one ones be been being got get gets much many long old often far not no yes also too
    very just more most other another such same name named called kind type thing things please tell say says
    said""".split()
)


def is_yes_no(question: str) -> bool:
    """Whether a question could be answered with yes or no: it begins with an auxiliary verb ("is he alive?")."""
    first = _WORD.search(question)
    return first is not None and first.group().lower().replace("’", "'") in _AUXILIARY and first.start() <= 3


def content_words(text: str) -> list[str]:
    """The words of `text` that carry its subject, in lower case, in order, each once; possessive endings removed."""
    words = map(_bare, _WORD.findall(text))
    return list(dict.fromkeys(word for word in words if word not in _FUNCTION_WORDS))


def _bare(word: str) -> str:
    """The word in lower case without a possessive ending."""
    lower = word.lower()
    return lower[:-2] if lower.endswith(("'s", "’s")) else lower


def content_stems(text: str) -> set[str]:
    """Stem the content words of a text, irregular forms brought to their base form first.

    >>> sorted(content_stems("The men are fleeing Keshma's harbour."))
    ['flee', 'harbour', 'keshma', 'man']
    """
    return {word_stem for word in _WORD.findall(text) if (word_stem := _content_stem(word))}


# A question meets the words of some 14 passages, most of them several times, and the next question the same ones.
@lru_cache(maxsize=20_000)
def _content_stem(word: str) -> str:
    """The stem of one word; empty for a function word."""
    bare = _bare(lemmatize(word))
    return "" if bare in _FUNCTION_WORDS else stem(bare)


def stem(word: str) -> str:
    """The word without the commonest English endings: enough to meet "flee" in "fleeing", not a dictionary's stem."""
    for ending in ("ations", "ation", "ings", "ing", "edly", "ies", "ed", "es", "ly", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


NUMBER_WORD = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|third|quarter|once|twice|none|no)\b",
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


def fits(question: str, answer: str) -> int:
    """1 when an answer is of the kind that the question's words ask for, -1 when it is not, 0 where they tell nothing.

    Numbers for "how many", something of time for "when", a capital for "who".
    """
    for asks, shows in ((_ASKS_NUMBER, NUMBER_WORD), (_ASKS_TIME, _TIME_WORD), (_ASKS_NAME, _CAPITAL)):
        if asks.search(question):
            return 1 if shows.search(answer) else -1
    return 0
