"""Resolves an anaphor: of the mentions that fit it, the one that is nearest to mind (Lappin and Leass 1994)."""

from qa.rewriting.anaphor import Anaphor
from qa.rewriting.focus import Focus
from qa.rewriting.lexicon import DETERMINERS, NUMBERS, PLACE_PREPOSITIONS
from qa.rewriting.mentions import Mention
from qa.rewriting.nouns import Kind, is_known_noun, kind_of_noun

__all__ = ["find_antecedent"]

# What the fit of an anaphor and a mention adds to the mention's salience (salience.py: a subject has 30, an object
# 20, the answer to "who" 35). Only the order of the sums counts; each comment says which mention comes out on top, with
# the sums in parentheses. Changed one at a time, only _PERSON_AS_THEY, _UNKNOWN_AS_IT and _ANSWER_AS_PATIENT change a
# rewrite of tests/dialogues; the others break ties by judgement.
_NEVER = -1000.0
"""Less than any salience: the mention cannot be the antecedent."""
_POSSIBLE = _NEVER / 2

# "He", "she".
_UNNAMED_ANSWER = -8.0
"""A new person ("a clerk", 27) does not push aside the subject of the talk (30), but comes before an object (20)."""
_KNOWN_GENDER = 2.0
"""Of two persons in the same role, the one whose gender is known to fit."""
_NAME_AS_PERSON = -6.0
"""A name that may be a person's: as subject (24) behind every subject and before every object that is a person (22)."""
_AGENT_NOUN_AS_PERSON = -14.0
"""A noun that only its ending makes a person ("an auctioneer"): as subject (16) behind a person who is an object
(20)."""

# "They".
_PERSON_AS_THEY = -20.0
"""One person of unknown gender (15) is "they" only if no object (20) is several. After "who sent Ruth Hale the
letters?" ("a clerk"), "when did she print them?" means the letters."""
_NAME_AS_THEY = -20.0
"""A name of unknown kind, which may be a group's: as subject (10) behind even an inner plural (12)."""

# "It".
_GROUP_AS_AGENT = 8.0
"""What buys and expels is a group: after "Who owns the Karsten mine?" ("Osk Minerals", 43), "when did it buy it?"."""
_THING_AS_AGENT = -4.0
"""A thing rarely does something to something: an object that is a thing (16) comes behind a group in any role (20)."""
_CULPRIT_AS_IT = -18.0
"""A group that answers "who" (17) did something to an object (20), and the talk goes on about the object: after "who
attacked the station?", "it" is the station."""
_GROUP_AS_IT = -2.0
"""A group may be "they" as well, so a thing in the same role comes first."""
_PLACE_ANSWER_AS_IT = -2.0
"""The answer to "where?" (16) comes behind the object (20), and before the rest of the question (15)."""
_UNKNOWN_AS_IT = -5.0
"""Something of unknown kind may be a person. More than -14, so that after "Where did the bribe go?" ("a bank account
in Kessin", 16) "whose was it?" means the bribe (25)."""

# "They" and "it".
_ANSWER_AS_PATIENT = 8.0
"""Something is done to what was found, not to the finder: after "What did thieves take from the cathedral?" ("two
silver cups", 34), "where were they found?" does not mean the thieves (30)."""

# "There".
_ANSWER_TO_WHERE = 20.0
"""The answer to "where?" (38) comes before every other place, even one that is the subject (30)."""
_PLACE_OF_HAPPENING = 4.0
"""Where something happened ("in Pell", 19) comes before a place that was only spoken of ("about Pell", 15)."""
_NAME_AS_PLACE = -4.0
"""A name of unknown kind behind "in" (11) comes behind the places of a question (12 and more)."""

# "The contract", "that city".
_SAME_NOUN = 10.0
"""The phrase that holds the noun ("the harbour contract") comes before one that is only known to be called so."""
_CALLED_BY_NOUN = 5.0
"""What the talk calls by the noun ("the ferry" for the Alma) comes before what only is of the class."""
_OF_THE_CLASS = -2.0
"""A name of the noun's class, as the last resort: "who owns the company?" means Lumen Trade if nothing else fits."""

# Endings of nouns for people who do something: "the auctioneer", "a hostess".
_AGENT_ENDINGS = ("er", "or", "ist", "ian", "ant", "eer", "ee", "ess")
# Nouns that may stand for a name or a time which is of their class: "that city" for Gravenholm.
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
        return _NEVER if mention.preposition in PLACE_PREPOSITIONS else _NAME_AS_PERSON
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
        return _PLACE_OF_HAPPENING if mention.preposition in PLACE_PREPOSITIONS else 0.0
    may_be_place = mention.has_name and mention.preposition in PLACE_PREPOSITIONS
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
