"""Opposites, siblings and synonyms of words, from WordNet 3.0's files (Miller 1995; Debian's package wordnet-base)."""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

_PARTS = {"1": "noun", "2": "verb", "3": "adj", "4": "adv", "5": "adj"}
"""Parts of speech as sense keys number them, by senseidx(5WN)."""
FOLDER = Path("/usr/share/wordnet")
_MOST_SIBLINGS = 60
"""A parent with more children than this says little about them."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """For a base form, in lower case, and its part of speech: its opposites, words of the same parent, and synonyms."""

    opposites: dict[tuple[str, str], list[str]]
    siblings: dict[tuple[str, str], list[str]]
    synonyms: dict[tuple[str, str], list[str]]
    likeliest: dict[str, str]
    """What part of speech a base form most often is, where WordNet counted it."""


@dataclass(frozen=True, slots=True)
class _Synset:
    words: list[str]
    parents: list[str]
    opposites: list[tuple[int, str, int]]
    """The number of the word here, from 1 and 0 for all, and the synset and the number of its opposite there."""


def read_lexicon(folder: Path, known: set[str]) -> Lexicon:
    """WordNet as far as its words are `known`: a sibling or a synonym is one by the commonest sense of both words.

    Raises:
        FileNotFoundError: the folder holds no WordNet.
    """
    opposites: dict[tuple[str, str], set[str]] = defaultdict(set)
    siblings: dict[tuple[str, str], set[str]] = defaultdict(set)
    synonyms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for part in sorted(set(_PARTS.values())):
        synsets = dict(map(_synset, _lines(folder / f"data.{part}")))
        for synset in synsets.values():
            for here, there, number in synset.opposites:
                if there in synsets:
                    for word in synset.words[here - 1 : here] if here else synset.words:
                        opposites[part, word].add(synsets[there].words[number - 1])
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


def _within(known: set[str], found: dict[tuple[str, str], set[str]]) -> dict[tuple[str, str], list[str]]:
    return {key: sorted(others & known) for key, others in found.items()}


def _lines(path: Path) -> list[str]:
    """The lines of a file of WordNet without those of its licence, which begin with a space."""
    return [line for line in path.read_text("utf-8").splitlines() if not line.startswith(" ")]


def _synset(line: str) -> tuple[str, _Synset]:
    """A line of a data file, by wndb(5WN)."""
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
    """The synset of the commonest sense of each known word, by wndb(5WN): senses stand by how common they are."""
    found = {}
    for line in _lines(path):
        fields = line.split()
        if fields[0] in known:
            found[fields[0]] = fields[6 + int(fields[3])]
    return found


def _likeliest(path: Path) -> dict[str, str]:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in path.read_text("utf-8").splitlines():
        key, _, count = line.split()
        word, _, sense = key.partition("%")
        counts[word][_PARTS[sense[0]]] += int(count)
    return {word: max(by_part, key=by_part.__getitem__) for word, by_part in counts.items()}


def swapped_alike(word: str, lexicon: Lexicon, others: dict[tuple[str, str], list[str]]) -> list[str]:
    """What `others`, of the lexicon, has for an English word's base form, with its ending ("opened", "closed")."""
    found = list(others.get((lexicon.likeliest.get(word, ""), word), ()))
    for ending in ("s", "es", "ed", "ing"):
        if word.endswith(ending):
            base = word.removesuffix(ending)
            bases = (base, f"{base}e", base[:-1]) if ending in ("ed", "ing") else (base,)  # closed, stopped
            part = "verb" if ending in ("ed", "ing") else lexicon.likeliest.get(base, "")
            found += [_with(ending, other) for form in bases for other in others.get((part, form), ())]
    return list(dict.fromkeys(found))


def _with(ending: str, base: str) -> str:
    if ending in ("s", "es"):
        return base + ("es" if re.search(r"(s|x|z|ch|sh)$", base) else "s")
    return base.removesuffix("e") + ending
