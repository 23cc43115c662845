"""Nouns whose kind is known: what a common noun stands for, its singular, and the titles before names."""

from enum import StrEnum

from index.text.english import forms

__all__ = [
    "FEMALE",
    "IRREGULAR_NOUNS",
    "Kind",
    "MALE",
    "MONTHS",
    "TITLES",
    "is_known_noun",
    "kind_of_noun",
    "singular",
]


class Kind(StrEnum):
    """What a noun phrase stands for, as far as its words tell."""

    PERSON = "person"
    GROUP = "group"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    EVENT = "event"
    THING = "thing"
    UNKNOWN = "unknown"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE_TITLES = _words("mr sir lord king prince duke emperor father brother pope baron count")
FEMALE_TITLES = _words(
    """mrs ms miss lady queen princess duchess empress sister mother dame madam madame baroness countess"""
)
TITLES = (
    MALE_TITLES
    | FEMALE_TITLES
    | _words(
        """dr prof professor president minister senator judge justice general gen colonel col captain capt
        major sergeant sgt lieutenant lt admiral commander inspector detective mayor governor chancellor
        bishop archbishop cardinal reverend rev imam rabbi saint doctor ambassador secretary chief"""
    )
)
MONTHS = _words("january february march april may june july august september october november december")

MALE = MALE_TITLES | _words(
    """man men boy son husband uncle grandfather nephew policeman fireman spokesman chairman businessman
    gentleman widower actor monk salesman fisherman"""
)
FEMALE = FEMALE_TITLES | _words(
    """woman women girl daughter wife widow aunt grandmother niece policewoman spokeswoman chairwoman
    businesswoman actress nun"""
)
_PERSONS = (
    MALE
    | FEMALE
    | (TITLES - {"major", "general"})
    | _words(
        """person child baby teenager student teacher pupil leader head director manager owner founder
        chairperson spokesperson candidate politician lawyer attorney prosecutor journalist reporter
        editor author writer poet novelist artist painter sculptor musician composer singer dancer
        player coach trainer referee goalkeeper striker scientist researcher geologist biologist
        engineer architect inventor astronomer historian archaeologist officer official soldier guard
        bodyguard militant rebel fighter gunman attacker plotter killer murderer thief burglar robber
        suspect victim witness survivor hostage prisoner inmate refugee migrant passenger driver pilot
        sailor skipper miner worker farmer nurse surgeon doctor patient firefighter rescuer diver
        volunteer activist protester demonstrator resident villager neighbour neighbor tourist visitor
        customer employee employer boss colleague friend partner parent cousin relative heir deputy
        successor predecessor winner runner-up champion rival opponent critic supporter follower member
        expert analyst accountant banker auditor curator keeper guide climber explorer commissioner
        ombudsman monarch ruler dictator priest crown-prince culprit ringleader executive electrician
        clerk banker postman baker accomplice aide adviser advisor delegate minister veteran boy"""
    )
)
_GROUPS = _words(
    """group army party company firm corporation government ministry police militia navy team band club
    union council committee court alliance coalition force forces crew family gang agency organisation
    organization bank board parliament senate congress cabinet staff league front movement authority
    authorities association foundation network regiment battalion squad squadron brigade delegation
    syndicate consortium newspaper broadcaster airline"""
)
_PLACES = _words(
    """city town village hamlet country nation province region state island river lake mountain hill desert
    capital street square port harbour harbor station airport building house home district area place
    valley coast border continent camp base prison hospital school university college museum gallery
    library church mosque temple cathedral castle palace theatre theater stadium factory plant mill mine
    quarry hotel farm field forest park bridge tunnel dam lighthouse headquarters embassy warehouse shop
    market bay gulf sea ocean strait peninsula county kingdom republic monastery shipyard observatory
    dock garden gallery cellar tower temple clinic laboratory office court-house railway shaft pit"""
)
_THINGS = _words(
    """ship ferry boat vessel yacht trawler plane aircraft helicopter train tram bus car lorry truck van
    rocket satellite probe weapon gun rifle bomb bullet knife missile painting picture sculpture statue
    portrait book novel film report letter diary document map manuscript law bill budget tax song album
    play money ransom gold silver coin jewel diamond necklace ring crown telescope comet planet fossil
    skeleton bone virus vaccine drug medicine disease machine engine computer phone camera recording
    message flag prize medal trophy cup award contract loan debt licence license permit alarm door
    window wall roof pipeline cable road comet asteroid cargo"""
)
_TIMES = MONTHS | _words(
    """day week month year morning evening afternoon night hour minute second decade century time moment
    date season spring summer autumn winter monday tuesday wednesday thursday friday saturday sunday
    yesterday midnight noon weekend period era age century"""
)
_EVENTS = _words(
    """attack assault coup plot war battle fire blaze flood storm hurricane cyclone collapse explosion
    blast bombing election vote referendum strike earthquake quake tremor eruption accident crash raid
    trial hearing inquiry investigation robbery theft burglary heist murder killing assassination
    shooting siege sinking wreck rescue search landslide avalanche drought famine outbreak epidemic
    protest demonstration march riot uprising revolt rebellion revolution invasion offensive ceasefire
    summit meeting conference match final tournament race game festival concert ceremony wedding funeral
    merger takeover sale auction launch expedition voyage incident disaster scandal crisis clash opening
    closure arrest resignation appointment announcement evacuation spill leak discovery dispute deal
    agreement treaty campaign"""
)
_THING_ENDINGS = ("tion", "sion", "ment", "ness", "ity", "ism", "ship", "ance", "ence", "ure", "age", "ing")

IRREGULAR_NOUNS = _words(
    """child foot goose knife leaf life man mouse person policeman policewoman thief tooth wife wolf woman"""
)
"""The nouns among the irregular forms of index/text/english.py; all others there are verbs and adjectives."""
# Feet, geese, mice, teeth and policewomen are not made singular: no follow-up of the tests turns on one of them.
_IRREGULAR_PLURALS = {
    forms(noun)[0]: noun for noun in IRREGULAR_NOUNS - _words("foot goose mouse tooth policewoman")
} | {"calves": "calf", "halves": "half", "loaves": "loaf", "firemen": "fireman", "fishermen": "fisherman"}
# "Forces" stays plural: "the forces" are soldiers, "the force" may be a wind's.
_NOT_PLURAL = ("ss", "us", "is", "news", "series", "species", "headquarters", "forces", "ics")


def singular(noun: str) -> tuple[str, bool]:
    """Return the singular of an English noun in lower case, and whether the noun was a plural.

    >>> singular("thieves"), singular("ferry")
    (('thief', True), ('ferry', False))
    """
    if noun in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[noun], True
    # Three letters and an "s" are too few to tell: "gas", "bus".
    if len(noun) < 4 or not noun.endswith("s") or noun.endswith(_NOT_PLURAL):
        return noun, False
    if noun.endswith("ies"):
        return noun[:-3] + "y", True
    if noun.endswith(("ches", "shes", "sses", "xes")):
        return noun[:-2], True
    return noun[:-1], True


# "March" stands in two lists, and the later one wins: the month is commoner than the event.
_KINDS = {
    noun: kind
    for kind, nouns in (
        (Kind.THING, _THINGS),
        (Kind.EVENT, _EVENTS),
        (Kind.TIME, _TIMES),
        (Kind.PLACE, _PLACES),
        (Kind.GROUP, _GROUPS),
        (Kind.PERSON, _PERSONS),
    )
    for noun in nouns
}


def is_known_noun(word: str) -> bool:
    """Tell whether the word, in lower case, is a noun in the lists above, or the plural of one."""
    return word in _KINDS or singular(word)[0] in _KINDS


def kind_of_noun(noun: str) -> Kind:
    """Return what a common noun, in lower case, stands for; UNKNOWN unless it is certain.

    >>> kind_of_noun("ferries"), kind_of_noun("geologist"), kind_of_noun("secret")
    (<Kind.THING: 'thing'>, <Kind.PERSON: 'person'>, <Kind.UNKNOWN: 'unknown'>)
    """
    one = singular(noun)[0]
    kind = _KINDS.get(one) or _KINDS.get(noun)
    if kind is not None:
        return kind
    if one.endswith(("man", "woman", "person", "ologist", "ician")):
        return Kind.PERSON
    return Kind.THING if one.endswith(_THING_ENDINGS) else Kind.UNKNOWN
