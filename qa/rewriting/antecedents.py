"""What a reference stands for: the mention that is nearest to mind among those that fit it."""

from qa.rewriting.focus import Focus
from qa.rewriting.lexicon import DETERMINERS, NUMBERS, Kind, is_known_noun, kind_of_noun
from qa.rewriting.mentions import Mention
from qa.rewriting.reference import Reference

__all__ = ["antecedent", "wording"]

_NEVER = -1000.0
_PLACE_PREPOSITIONS = frozenset("in at on near outside off aboard under inside".split())
_MOTION = frozenset(
    """get got go goes went gone come came flee fled travel travelled traveled move moved fly flew drive
    drove return returned sail sailed send sent take took taken bring brought escape escaped walk walked
    run ran flown sent""".split()
)
_AGENT_ENDINGS = ("er", "or", "ist", "ian", "ant", "eer", "ee", "ess")
_CLASS_NOUNS = {
    "city": Kind.PLACE,
    "town": Kind.PLACE,
    "village": Kind.PLACE,
    "country": Kind.PLACE,
    "place": Kind.PLACE,
    "man": Kind.PERSON,
    "woman": Kind.PERSON,
    "company": Kind.GROUP,
    "firm": Kind.GROUP,
    "group": Kind.GROUP,
    "organisation": Kind.GROUP,
    "organization": Kind.GROUP,
    "day": Kind.TIME,
    "year": Kind.TIME,
    "month": Kind.TIME,
    "time": Kind.TIME,
    "date": Kind.TIME,
}


def antecedent(reference: Reference, focus: Focus, taken: Mention | None = None) -> Mention | None:
    """The mention that the reference stands for, or None if none fits.

    `taken` is what the subject of the same clause stands for: an object pronoun stands for another.
    """
    weighed = [
        (mention.weight + _fit(reference, mention), -place, mention)
        for place, mention in enumerate(focus.mentions)
        if mention is not taken
    ]
    best = max(weighed, default=None, key=lambda each: each[:2])
    return best[2] if best and best[0] > _NEVER / 2 else None


def _fit(reference: Reference, mention: Mention) -> float:
    """How well a mention fits a reference: 0 for well, less for worse."""
    if mention.kind is Kind.NUMBER or (mention.kind is Kind.TIME and reference.stands_for not in ("then", "noun")):
        return _NEVER
    if reference.possessive and reference.stands_for != "noun" and reference.noun in mention.nouns:
        return _NEVER
    match reference.stands_for:
        case "he" | "she":
            return _as_person(mention, "m" if reference.stands_for == "he" else "f")
        case "they":
            return _as_several(mention) + _as_patient(reference, mention)
        case "it":
            return _as_thing(mention, agent=reference.agent) + _as_patient(reference, mention)
        case "there":
            return _as_place(mention)
        case "then":
            return 0.0 if mention.kind is Kind.TIME else _NEVER
        case _:
            return _as_noun(reference, mention)


def _as_person(mention: Mention, gender: str) -> float:
    if mention.plural or mention.kind not in (Kind.PERSON, Kind.UNKNOWN):
        return _NEVER
    if mention.gender and mention.gender != gender:
        return _NEVER
    if not mention.named and mention.text.lower().split()[0] not in DETERMINERS | NUMBERS and "'s " not in mention.text:
        return _NEVER
    if mention.kind is Kind.PERSON:
        if mention.asked and not mention.named:  # "a clerk" does not push aside whom the talk is about
            return -8.0
        return 2.0 if mention.gender else 0.0
    if mention.role == "sentence" or mention.text.lower().startswith("the "):
        return _NEVER
    if mention.named:  # "in Velmara" names where, not whom
        return _NEVER if mention.preposition in _PLACE_PREPOSITIONS else -6.0
    return (
        -14.0
        if mention.asked not in ("what", "which") and any(noun.endswith(_AGENT_ENDINGS) for noun in mention.nouns)
        else _NEVER
    )


def _as_several(mention: Mention) -> float:
    if mention.kind in (Kind.TIME, Kind.EVENT) and not mention.plural:
        return _NEVER
    if (
        mention.plural
        or mention.kind is Kind.GROUP
        or (mention.named and mention.text.lower().startswith("the ") and mention.text.endswith("s"))
    ):
        return 0.0
    if mention.kind is Kind.PERSON:  # one whose sex is not known
        return _NEVER if mention.named or mention.gender else -20.0
    if mention.kind is Kind.UNKNOWN and mention.named:
        return -20.0
    return _NEVER


def _as_thing(mention: Mention, *, agent: bool) -> float:
    if mention.plural or mention.gender or mention.kind in (Kind.PERSON, Kind.TIME):
        return _NEVER
    if mention.kind is Kind.GROUP:
        return 8.0 if agent else -18.0 if mention.asked == "who" else -2.0
    if mention.asked == "who":
        return _NEVER
    if mention.kind is Kind.PLACE and mention.named and mention.asked == "where":
        return -2.0
    if mention.kind is Kind.UNKNOWN:
        return -5.0
    return -4.0 if agent else 0.0


def _as_patient(reference: Reference, mention: Mention) -> float:
    """What something was done to is rather what the last question found than what it was asked of."""
    return 8.0 if reference.patient and mention.asked == "what" and mention.role == "answer" else 0.0


def _as_place(mention: Mention) -> float:
    if mention.asked == "where":
        return 20.0
    if mention.kind is Kind.PLACE:
        return 4.0 if mention.preposition in _PLACE_PREPOSITIONS else 0.0
    named_place = mention.named and mention.preposition in _PLACE_PREPOSITIONS
    return -4.0 if mention.kind is Kind.UNKNOWN and named_place else _NEVER


def _as_noun(reference: Reference, mention: Mention) -> float:
    said = mention.text.lower()
    if reference.plural and not mention.plural:
        return _NEVER
    if reference.noun in mention.nouns:
        bare = said in (f"the {reference.noun}", reference.noun)
        return _NEVER if bare and reference.definite else 10.0 if reference.noun in said else 5.0
    kind = _CLASS_NOUNS.get(reference.noun)
    if (
        kind is None
        or mention.kind is not kind
        or not (mention.named or kind is Kind.TIME)
        or mention.role == "sentence"
    ):
        return _NEVER
    if kind is Kind.PLACE and any(is_known_noun(noun) for noun in mention.nouns):
        return _NEVER
    if mention.gender and reference.noun in ("man", "woman"):
        return 0.0 if (mention.gender == "m") == (reference.noun == "man") else _NEVER
    return _NEVER if kind_of_noun(reference.noun) is Kind.TIME and reference.definite else -2.0


def wording(reference: Reference, mention: Mention) -> str:
    """The words to put in place of the reference."""
    text = _definite(mention.text)
    if reference.possessive and reference.stands_for != "noun":
        return text + ("'" if text.endswith("s") and mention.kind is not Kind.PERSON else "'s")
    if reference.preposition:
        return text
    if reference.stands_for == "there":
        return f"{'to' if reference.verb in _MOTION else _preposition(mention, 'in')} {text}"
    if reference.stands_for == "then":
        return f"{_preposition(mention, 'in')} {text}"
    if reference.stands_for == "noun" and mention.kind is Kind.TIME:
        return f"{_preposition(mention, 'in')} {text}"
    return text


def _definite(text: str) -> str:
    """What was new in an answer is known in the next question: "a grey van" is "the grey van" there."""
    first, _, others = text.partition(" ")
    if others and first.lower() in ("a", "an"):
        return f"the {others}"
    return f"the {text}" if others and first.lower() in NUMBERS else text


def _preposition(mention: Mention, default: str) -> str:
    if mention.kind is Kind.TIME:
        return mention.preposition if mention.preposition in ("in", "on", "at", "during") else default
    return mention.preposition if mention.preposition in _PLACE_PREPOSITIONS else default
