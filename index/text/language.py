"""What index needs to know of a language; `index.text.english` is the one that there is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

__all__ = ["Language"]


@dataclass(frozen=True, slots=True)
class Language:
    """The words and patterns by which sentences, word forms, dates, bylines and boilerplate are recognised.

    How they are recognised stands in the modules that use a language; nothing but its instance knows its words. Words
    are in lower case. A field that is a string is part of a regular expression and has no capturing groups.
    """

    # Sentences: the words that a full stop does not end a sentence after.
    titles: frozenset[str]
    """Words that stand before a name: "Mr."."""
    numbered: frozenset[str]
    """Words that stand before a number, and end a sentence only where none follows: "No."."""
    abbreviations: frozenset[str]
    """Words that may also stand last ("at Apple Inc."): they end a sentence where a starter follows."""
    sentence_starters: frozenset[str]
    """Words that, with a capital, begin a sentence rather than a name."""

    # Words
    lemmatize: Callable[[str], str]
    """Replaces the irregular forms in a text by their base forms."""
    articles: tuple[str, ...]
    prepositions: tuple[str, ...]
    """Prepositions that a place or time may begin with: "in January" says the same as "January"."""

    # Dates
    months: Mapping[str, int]
    """The names and abbreviations of the months, with their numbers from 1."""
    weekday: str
    day: str
    """A day of the month, in digits."""
    before_time: str
    """The word between a date and a time of day: "at"."""

    # Bylines
    by: str
    name_particles: tuple[str, ...]
    """Words of a name that have no capital."""
    joins_names: str
    date_cue: re.Pattern[str]
    """What a line says before the date that it is there to say; its group "cue" is the verb."""
    change_cues: frozenset[str]
    """The verbs of a change, whose date counts less than that of the publication."""
    after_date: str
    """Words that may follow the date in such a line."""
    range_words: str
    """Words between the first and the last day of a range."""

    # Boilerplate: each must match a whole line.
    navigation: re.Pattern[str]
    read_more: re.Pattern[str]
    """A link to another article, whose teaser is the line before it."""
    read_more_of: re.Pattern[str]
    """A link to another article, with its teaser on the same line."""

    # A document's properties: what a program, not a person, puts there.
    made_up_title: re.Pattern[str]
    made_up_author: re.Pattern[str]
