"""Resolves an anaphor: of the mentions that fit it, the one that is nearest to mind (Lappin and Leass 1994)."""

from qa.rewriting.anaphor import Anaphor
from qa.rewriting.focus import Focus
from qa.rewriting.lexicon import DETERMINERS, NUMBERS
from qa.rewriting.mentions import Mention
from qa.rewriting.nouns import Kind, is_known_noun, kind_of_noun

__all__ = ["find_antecedent", "wording"]

_NEVER = -1000.0
_POSSIBLE = _NEVER / 2
_UNNAMED_ANSWER = -8.0
_KNOWN_GENDER = 2.0
_NAME_AS_PERSON = -6.0
_AGENT_NOUN_AS_PERSON = -14.0
_PERSON_AS_THEY = -20.0
_NAME_AS_THEY = -20.0
_GROUP_AS_AGENT = 8.0
_CULPRIT_AS_IT = -18.0
_GROUP_AS_IT = -2.0
_PLACE_ANSWER_AS_IT = -2.0
_UNKNOWN_AS_IT = -5.0
_THING_AS_AGENT = -4.0
_ANSWER_AS_PATIENT = 8.0
_ANSWER_TO_WHERE = 20.0
_PLACE_OF_HAPPENING = 4.0
_NAME_AS_PLACE = -4.0
_SAME_NOUN = 10.0
_CALLED_BY_NOUN = 5.0
_OF_THE_CLASS = -2.0

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


def find_antecedent(anaphor: Anaphor, focus: Focus, subject: Mention | None = None) -> Mention | None:
    """Return the mention that the anaphor stands for; None if none fits.

    The best sum of salience and fit wins; of equals, the one that the focus has first.

    Args:
        anaphor: the words that point back.
        focus: what the conversation spoke of.
        subject: what the subject of the same clause stands for, which its object cannot stand for as well.
    """
    scored = [
        (mention.salience + _fit(anaphor, mention), -rank, mention)
        for rank, mention in enumerate(focus.mentions)
        if mention is not subject
    ]
    best = max(scored, default=None, key=lambda each: each[:2])
    return best[2] if best and best[0] > _POSSIBLE else None


def _fit(anaphor: Anaphor, mention: Mention) -> float:
    """Return what the fit adds to the mention's salience; _NEVER if the mention cannot be the antecedent."""
    if mention.kind is Kind.NUMBER or (mention.kind is Kind.TIME and anaphor.category not in ("then", "noun")):
        return _NEVER
    if anaphor.possessive and anaphor.category != "noun" and anaphor.noun in mention.nouns:
        return _NEVER  # "her sister" is not the sister's
    match anaphor.category:
        case "he" | "she":
            return _fit_as_person(mention, "m" if anaphor.category == "he" else "f")
        case "they":
            return _fit_as_several(mention) + _fit_as_patient(anaphor, mention)
        case "it":
            return _fit_as_thing(mention, agent=anaphor.agent) + _fit_as_patient(anaphor, mention)
        case "there":
            return _fit_as_place(mention)
        case "then":
            return 0.0 if mention.kind is Kind.TIME else _NEVER
        case "noun":
            return _fit_as_noun(anaphor, mention)


def _fit_as_person(mention: Mention, gender: str) -> float:
    """Return the fit of "he" or "she"."""
    if mention.plural or mention.kind not in (Kind.PERSON, Kind.UNKNOWN):
        return _NEVER
    if mention.gender and mention.gender != gender:
        return _NEVER
    begins_as_phrase = mention.text.lower().split()[0] in DETERMINERS | NUMBERS or "'s " in mention.text
    if not mention.has_name and not begins_as_phrase:
        return _NEVER
    if mention.kind is Kind.PERSON:
        if mention.answers_wh and not mention.has_name:
            return _UNNAMED_ANSWER
        return _KNOWN_GENDER if mention.gender else 0.0
    if mention.role == "sentence" or mention.text.lower().startswith("the "):
        return _NEVER
    if mention.has_name:  # "in Velmara" names where, not whom
        return _NEVER if mention.preposition in _PLACE_PREPOSITIONS else _NAME_AS_PERSON
    is_agent = any(noun.endswith(_AGENT_ENDINGS) for noun in mention.nouns)
    return _AGENT_NOUN_AS_PERSON if is_agent and mention.answers_wh not in ("what", "which") else _NEVER


def _fit_as_several(mention: Mention) -> float:
    """Return the fit of "they"."""
    if mention.kind in (Kind.TIME, Kind.EVENT) and not mention.plural:
        return _NEVER
    plural_name = mention.has_name and mention.text.lower().startswith("the ") and mention.text.endswith("s")
    if mention.plural or mention.kind is Kind.GROUP or plural_name:
        return 0.0
    if mention.kind is Kind.PERSON:
        return _NEVER if mention.has_name or mention.gender else _PERSON_AS_THEY
    if mention.kind is Kind.UNKNOWN and mention.has_name:
        return _NAME_AS_THEY
    return _NEVER


def _fit_as_thing(mention: Mention, *, agent: bool) -> float:
    """Return the fit of "it"."""
    if mention.plural or mention.gender or mention.kind in (Kind.PERSON, Kind.TIME):
        return _NEVER
    if mention.kind is Kind.GROUP:
        return _GROUP_AS_AGENT if agent else _CULPRIT_AS_IT if mention.answers_wh == "who" else _GROUP_AS_IT
    if mention.answers_wh == "who":
        return _NEVER
    if mention.kind is Kind.PLACE and mention.has_name and mention.answers_wh == "where":
        return _PLACE_ANSWER_AS_IT
    if mention.kind is Kind.UNKNOWN:
        return _UNKNOWN_AS_IT
    return _THING_AS_AGENT if agent else 0.0


def _fit_as_patient(anaphor: Anaphor, mention: Mention) -> float:
    """Return what is added where something is done to the subject, and the mention is what the last answer named."""
    is_answer = mention.answers_wh == "what" and mention.role == "answer"
    return _ANSWER_AS_PATIENT if anaphor.patient and is_answer else 0.0


def _fit_as_place(mention: Mention) -> float:
    """Return the fit of "there"."""
    if mention.answers_wh == "where":
        return _ANSWER_TO_WHERE
    if mention.kind is Kind.PLACE:
        return _PLACE_OF_HAPPENING if mention.preposition in _PLACE_PREPOSITIONS else 0.0
    may_be_place = mention.has_name and mention.preposition in _PLACE_PREPOSITIONS
    return _NAME_AS_PLACE if mention.kind is Kind.UNKNOWN and may_be_place else _NEVER


def _fit_as_noun(anaphor: Anaphor, mention: Mention) -> float:
    """Return the fit of a noun that points back: "the contract", "that city"."""
    text = mention.text.lower()
    if anaphor.plural and not mention.plural:
        return _NEVER
    if anaphor.noun in mention.nouns:
        bare = text in (f"the {anaphor.noun}", anaphor.noun)
        if bare and anaphor.definite:
            return _NEVER  # the same words would come in place of themselves
        return _SAME_NOUN if anaphor.noun in text else _CALLED_BY_NOUN
    kind = _CLASS_NOUNS.get(anaphor.noun)
    if (
        kind is None
        or mention.kind is not kind
        or not (mention.has_name or kind is Kind.TIME)
        or mention.role == "sentence"
    ):
        return _NEVER
    if kind is Kind.PLACE and any(is_known_noun(noun) for noun in mention.nouns):
        return _NEVER  # "the city" is not the harbour
    if mention.gender and anaphor.noun in ("man", "woman"):
        return 0.0 if (mention.gender == "m") == (anaphor.noun == "man") else _NEVER
    # "That year" takes up a year, and "the year" begins something new.
    return _NEVER if kind_of_noun(anaphor.noun) is Kind.TIME and anaphor.definite else _OF_THE_CLASS


def wording(anaphor: Anaphor, mention: Mention) -> str:
    """Return the words to put in place of the anaphor.

    For "he", "Idris Vann"; for "his", "Idris Vann's"; for "there", "in Kessin"; for "she", "the clerk" of "a clerk".
    """
    text = _definite(mention.text)
    if anaphor.possessive and anaphor.category != "noun":
        return text + ("'" if text.endswith("s") and mention.kind is not Kind.PERSON else "'s")
    if anaphor.preposition:
        return text
    if anaphor.category == "there":
        return f"{'to' if anaphor.verb in _MOTION else _preposition(mention, 'in')} {text}"
    if anaphor.category == "then":
        return f"{_preposition(mention, 'in')} {text}"
    if anaphor.category == "noun" and mention.kind is Kind.TIME:
        return f"{_preposition(mention, 'in')} {text}"
    return text


def _definite(text: str) -> str:
    """Return what was new in an answer as something known: "the grey van" for "a grey van"."""
    first, _, others = text.partition(" ")
    if others and first.lower() in ("a", "an"):
        return f"the {others}"
    return f"the {text}" if others and first.lower() in NUMBERS else text


def _preposition(mention: Mention, default: str) -> str:
    """Return the preposition that the mention had, if it says where or when; else the default."""
    if mention.kind is Kind.TIME:
        return mention.preposition if mention.preposition in ("in", "on", "at", "during") else default
    return mention.preposition if mention.preposition in _PLACE_PREPOSITIONS else default
