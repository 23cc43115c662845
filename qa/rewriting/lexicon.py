"""Closed classes of English words by which questions are taken apart; all in lower case."""

from qa.question.function_words import AUXILIARIES, BE, DO, MAGNITUDES, ONE_TO_TWELVE, TEENS, TENS

__all__ = [
    "ADVERBS",
    "AUXILIARIES",
    "BE",
    "CLAUSE_STARTERS",
    "CONJUNCTIONS",
    "DETERMINERS",
    "DO",
    "INDEFINITE",
    "NUMBERS",
    "PLACE_PREPOSITIONS",
    "POSSESSIVES",
    "PREDICATES",
    "PREPOSITIONS",
    "PRONOUNS",
    "WH",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WH = _words("who whom whose what which where when why how")
DETERMINERS = _words(
    """a an the this that these those some any every each all both no another my your our his her its their"""
)
PREPOSITIONS = _words(
    """of in on at by for from to with without into onto over under about against between during before
    after since until till near around across along behind beyond inside outside through throughout
    toward towards upon within among amid despite like per via off aboard besides beside below above"""
)
PLACE_PREPOSITIONS = _words("in at on near outside off aboard under inside")
"""Behind these a name says where something happened."""
CONJUNCTIONS = _words("and or but nor")
CLAUSE_STARTERS = _words(
    """when while because if although though since that who which whom whose where as than whether once unless"""
)
PRONOUNS = _words(
    """he him she her it they them hers theirs himself herself itself themselves i me you we us there this
    that these those yours ours myself yourself one ones"""
)
POSSESSIVES = _words("his her its their")
INDEFINITE = _words("anyone anybody someone somebody anything something")
ADVERBS = _words(
    """not also then still first finally actually really exactly originally eventually later again ever
    never just only soon now today recently once twice else even so too very most more away back
    together ago already always often usually up down out reportedly allegedly"""
)
NUMBERS = frozenset(ONE_TO_TWELVE + TEENS + TENS + MAGNITUDES) | {"first", "second", "third"}
# Adjectives that follow "be" in questions of news: "is he alive?". A noun phrase ends before them.
PREDICATES = _words(
    """alive dead safe missing guilty innocent ill sick well true false legal illegal possible responsible
    married single open free ready able available famous rich poor old young big deep long high tall far
    late early worth"""
)
