"""Reads opposites, siblings and synonyms of words from WordNet 3.0's files (Miller 1995; Debian's wordnet-base).

nltk's reader is no help here: release 3.10 opens only folders below nltk_data, and its constructor also needs the copy
of WordNet that nltk's downloader gets over the network.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

_PARTS = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}
"""Parts of speech as sense keys number them, by senseidx(5WN)."""
FOLDER = Path("/usr/share/wordnet")
"""Where Debian's wordnet-base puts the files."""
_MOST_SIBLINGS = 60
"""Words are no siblings by a parent with more children, such as "person": they have little in common."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Relations between words, from WordNet.

    The keys of `opposites`, `siblings` (words with the same parent) and `synonyms` are a part of speech and a base form
    in lower case: `("adj", "strong")`. The values are sorted base forms: `["weak"]`.
    """

    opposites: dict[tuple[str, str], list[str]]
    siblings: dict[tuple[str, str], list[str]]
    synonyms: dict[tuple[str, str], list[str]]
    likeliest: dict[str, str]
    """The part of speech that a base form most often has, for the base forms that WordNet counted in texts."""


@dataclass(frozen=True, slots=True)
class _Synset:
    words: list[str]
    parents: list[str]
    opposites: list[tuple[int, str, int]]
    """The number of the word in this synset, from 1, or 0 for all words; the other synset; the word's number there."""


def read_lexicon(folder: Path, known: set[str]) -> Lexicon:
    """Read the relations among the `known` words; siblings and synonyms share the commonest sense of both words.

    Raises:
        FileNotFoundError: the folder does not hold WordNet's files.
    """
    opposites: dict[tuple[str, str], set[str]] = defaultdict(set)
    siblings: dict[tuple[str, str], set[str]] = defaultdict(set)
    synonyms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for part in sorted(set(_PARTS.values())):
        synsets = dict(map(_synset, _lines(folder / f"data.{part}")))
        for synset in synsets.values():
            for own_number, other, number in synset.opposites:
                if other in synsets:
                    for word in synset.words[own_number - 1 : own_number] if own_number else synset.words:
                        opposites[part, word].add(synsets[other].words[number - 1])
        commonest = _commonest(folder / f"index.{part}", known)
        children: dict[str, set[str]] = defaultdict(set)
        for word, offset in commonest.items():
            for parent in synsets[offset].parents:
                children[parent].add(word)
        for word, offset in commonest.items():
            alike = {other for other in synsets[offset].words if commonest.get(other) == offset}
            synonyms[part, word] |= alike - {word}
            for parent in synsets[offset].parents:
                others = {child for child in children[parent] if commonest[child] != offset}
                if len(others) <= _MOST_SIBLINGS:
                    siblings[part, word] |= others - set(synsets[offset].words)
    return Lexicon(
        opposites=_within(known, opposites),
        siblings=_within(known, siblings),
        synonyms=_within(known, synonyms),
        likeliest=_likeliest(folder / "cntlist.rev"),
    )


def _within(known: set[str], related: dict[tuple[str, str], set[str]]) -> dict[tuple[str, str], list[str]]:
    return {key: sorted(others & known) for key, others in related.items()}


def _lines(path: Path) -> list[str]:
    """Read the lines of a file of WordNet without those of the licence, which begin with a space."""
    return [line for line in path.read_text("utf-8").splitlines() if not line.startswith(" ")]


def _synset(line: str) -> tuple[str, _Synset]:
    """Parse a line of a data file into the synset's offset and the synset; wndb(5WN) has the format."""
    fields = line.split(" | ", maxsplit=1)[0].split()
    count = int(fields[3], 16)
    words = [re.sub(r"\(\w+\)$", "", word).replace("_", " ").lower() for word in fields[4 : 4 + 2 * count : 2]]
    pointers = fields[4 + 2 * count :]
    parents: list[str] = []
    opposites: list[tuple[int, str, int]] = []
    for at in range(1, 1 + 4 * int(pointers[0]), 4):
        kind, offset, _, ends = pointers[at : at + 4]
        if kind == "@":
            parents.append(offset)
        elif kind == "!":
            opposites.append((int(ends[:2], 16), offset, int(ends[2:], 16)))
    return fields[0], _Synset(words, parents, opposites)


def _commonest(path: Path, known: set[str]) -> dict[str, str]:
    """Map each known word to the synset of its commonest sense, the first one in an index file (wndb(5WN))."""
    commonest = {}
    for line in _lines(path):
        fields = line.split()
        if fields[0] in known:
            commonest[fields[0]] = fields[6 + int(fields[3])]  # after as many pointer symbols as field 3 says
    return commonest


def _likeliest(path: Path) -> dict[str, str]:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in path.read_text("utf-8").splitlines():
        key, _, count = line.split()
        word, _, sense = key.partition("%")
        counts[word][_PARTS[sense[0]]] += int(count)
    return {word: max(by_part, key=by_part.__getitem__) for word, by_part in counts.items()}


def swapped_alike(word: str, lexicon: Lexicon, others: dict[tuple[str, str], list[str]]) -> list[str]:
    """Look up the base form of an English word in a relation of the lexicon, and inflect the results like the word.

    With the opposites of the lexicon, "opened" becomes ["closed"].
    """
    words = list(others.get((lexicon.likeliest.get(word, ""), word), ()))
    for ending in ("s", "es", "ed", "ing"):
        if word.endswith(ending):
            base = word.removesuffix(ending)
            bases = (base, f"{base}e", base[:-1]) if ending in ("ed", "ing") else (base,)  # closed, stopped
            part = "verb" if ending in ("ed", "ing") else lexicon.likeliest.get(base, "")
            words += [_with(ending, other) for form in bases for other in others.get((part, form), ())]
    return list(dict.fromkeys(words))


def _with(ending: str, base: str) -> str:
    if ending in ("s", "es"):
        return base + ("es" if re.search(r"(s|x|z|ch|sh)$", base) else "s")
    return base.removesuffix("e") + ending
