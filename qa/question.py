"""What a question asks for, as far as its words tell."""

import re

__all__ = ["content_words", "is_yes_no", "stem"]

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
    words = (re.sub(r"['’]s?$", "", match.group().lower()) for match in _WORD.finditer(text))
    return list(dict.fromkeys(word for word in words if word not in _FUNCTION_WORDS))


def stem(word: str) -> str:
    """The word without the commonest English endings: enough to meet "flee" in "fleeing", not a dictionary's stem."""
    for ending in ("ations", "ation", "ings", "ing", "edly", "ies", "ed", "es", "ly", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
