"""The words that replace an anaphor in the rewritten question."""

from qa.rewriting.anaphor import Anaphor
from qa.rewriting.lexicon import NUMBERS, PLACE_PREPOSITIONS
from qa.rewriting.mentions import Mention
from qa.rewriting.nouns import Kind

__all__ = ["wording"]

# Behind these "there" means "to" the place: "how did they get there?".
_MOTION = frozenset(
    """get got go goes went gone come came flee fled travel travelled traveled move moved fly flew drive
    drove return returned sail sailed send sent take took taken bring brought escape escaped walk walked
    run ran flown sent""".split()
)


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
    return mention.preposition if mention.preposition in PLACE_PREPOSITIONS else default
