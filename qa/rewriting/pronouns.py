"""The pronouns of a question that stand for something said before, and what their place tells of it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

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
    PREDICATES,
    PREPOSITIONS,
    WH,
    singular,
)
from qa.rewriting.names import Names
from qa.rewriting.reference import ALWAYS, Reference
from qa.rewriting.tokens import Word
from qa.rewriting.verbs import is_base, is_participle

__all__ = ["TITLE_CUES", "pronouns"]

_CLASSES = {
    "he": "he him his",
    "she": "she her hers",
    "it": "it its",
    "they": "they them their theirs",
}
_CLASS = {form: name for name, forms in _CLASSES.items() for form in forms.split()}
_POSSESSIVES = frozenset("his its their".split())
TITLE_CUES = re.compile(
    r"\b(?:sings?|sang|sung|songs?|lyrics|wrote|movie|film|episode|season|series|album|show|novel|poem|plays|played|hosted)\b"
)
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
_FEW_WORDS, _SOME_WORDS = 2, 4
_SAYING = frozenset(
    "say says said think thinks thought believe believes believed claim claims claimed know knows knew".split()
)


def pronouns(question: str, tokens: Sequence[Word], names: Names) -> Iterator[Reference]:
    """The pronouns of a question that nothing in it explains, in order."""
    lower = question.lower().replace("’", "'")
    asks_subject = parse(question).asks_subject  # "who moved his court" may ask for him whose court it was
    cue = TITLE_CUES.search(lower) is not None
    for number, word in enumerate(tokens):
        stands_for = _CLASS.get(word.lower)
        if stands_for is None or (stands_for == "it" and _is_pleonastic(lower, tokens, number)):
            continue
        possessive = word.lower in _POSSESSIVES or (word.lower == "her" and _before_noun(tokens, number))
        subject = not possessive and word.lower not in ("him", "them") and _is_subject(tokens, number)
        if not (possessive or subject or _is_object(tokens, number)) or (cue and not subject and not possessive):
            continue
        if _is_title(tokens, number, subject=subject, possessive=possessive, cue=cue):
            return
        if is_bound(question, tokens, number, stands_for, names, free=not (subject or possessive)):
            continue
        before = tokens[number - 1].lower if number else ""
        yield Reference(
            word.start,
            word.end,
            stands_for,
            possessive=possessive,
            subject=subject,
            agent=subject and _acts(tokens, number),
            patient=subject and _is_acted_on(tokens, number),
            preposition=before if before in PREPOSITIONS else "",
            noun=singular(tokens[number + 1].lower)[0] if possessive and number + 1 < len(tokens) else "",
            sure_up_to=_FEW_WORDS if cue else _sure_up_to(tokens, number, subject=subject, asks_subject=asks_subject),
        )


def _is_pleonastic(question: str, tokens: Sequence[Word], number: int) -> bool:
    """Whether "it" stands for nothing: "is it true that", "was it essential for them to leave"."""
    if _PLEONASTIC.search(question):
        return True
    before = tokens[number - 1].lower if number else ""
    following = [word.lower for word in tokens[number + 1 :]]
    if before not in BE or not following or is_participle(following[0]):
        return False
    return any(first == "to" and is_base(second) for first, second in pairwise(following))


def _sure_up_to(tokens: Sequence[Word], number: int, *, subject: bool, asks_subject: bool) -> int:
    """How many content words there may be before the pronoun is rather taken for one that stands for nothing said.

    "When did they stop making pennies?" means nobody in particular, and "who moved his court?" may ask for him whose
    court it was.
    """
    stands_for = _CLASS[tokens[number].lower]
    if subject:
        if stands_for == "they" and not _is_acted_on(tokens, number):
            return _FEW_WORDS
        return _SOME_WORDS if stands_for == "it" else ALWAYS
    return _FEW_WORDS if asks_subject or stands_for in ("it", "they") else ALWAYS


def _before_noun(tokens: Sequence[Word], number: int) -> bool:
    """Whether "her" stands before a noun and so is a possessive."""
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
    before = tokens[number - 1].lower if number else ""
    causative = before in (
        "let",
        "make",
        "made",
        "makes",
        "help",
        "helped",
        "saw",
        "see",
        "heard",
        "did",
        "does",
        "was",
    )
    return not (is_base(following) and causative)


def _is_subject(tokens: Sequence[Word], number: int) -> bool:
    before = tokens[number - 1].lower if number else ""
    return not before or before in AUXILIARIES | CLAUSE_STARTERS | CONJUNCTIONS | _SAYING | {
        "not",
        "before",
        "after",
        "since",
    }


def _is_object(tokens: Sequence[Word], number: int) -> bool:
    return number == 0 or not tokens[number - 1].capital


def _is_title(tokens: Sequence[Word], number: int, *, subject: bool, possessive: bool, cue: bool) -> bool:
    """Whether the pronoun belongs to a title or a quotation: "who sang he stopped loving her today"."""
    before = tokens[number - 1].lower if number else ""
    if tokens[number].lower in ("he", "she", "they") and not subject:
        return True
    return cue and subject and not possessive and before not in AUXILIARIES | {"not"}


def _acts(tokens: Sequence[Word], number: int) -> bool:
    """Whether the subject does something to something: "did it buy the mine", not "did it open" or "was it built"."""
    before = tokens[number - 1].lower if number else ""
    after = [word.lower for word in tokens[number + 1 :]]
    return before in DO and len(after) > 1 and after[1] not in PREPOSITIONS | ADVERBS | CLAUSE_STARTERS


def _is_acted_on(tokens: Sequence[Word], number: int) -> bool:
    """Whether something is done to the subject: "were they found", "has it been sold"."""
    before = tokens[number - 1].lower if number else ""
    after = [word.lower for word in tokens[number + 1 :] if word.lower not in ADVERBS | {"been"}][:1]
    return before in AUXILIARIES - DO and bool(after) and is_participle(after[0])
