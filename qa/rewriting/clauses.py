"""Parses a question into its parts: what it asks for, its auxiliary, subject, verb and the rest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.rewriting.lexicon import ADVERBS, AUXILIARIES, BE, DETERMINERS, DO, PREPOSITIONS, WH
from qa.rewriting.predicates import end_of_subject, end_of_verb, is_lexical_verb
from qa.rewriting.tokens import Token, tokenize
from qa.rewriting.verbs import is_base, is_participle

__all__ = ["Clause", "LEAD_IN", "parse"]

_IMPERATIVE = re.compile(
    r"^(?:please )?(?:tell me (?:more )?about|describe|explain|what do you know about|give me more on)\s+",
    re.IGNORECASE,
)
# What people begin a follow-up with: "and when …", "ok, but why …".
LEAD_IN = re.compile(r"^(?:(?:and|but|so|also|or|ok|okay|well|then)\b[\s,…-]*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A question in its parts, each as written: "In May," "when" "did" "the mine" "collapse" "in Tarn".

    Attributes:
        front: what precedes the question proper.
        wh: the question word with its preposition and noun ("in which city"); "" of a yes/no question.
        auxiliary, subject, verb, rest: what follows, each "" if it is missing. A text that is no question ("the Tarn
            mine") has all of its words in `rest`.
        asks_subject: whether the question asks for its subject ("who attacked the station?"); `subject` is "" then.
    """

    front: str
    wh: str
    auxiliary: str
    subject: str
    verb: str
    rest: str
    asks_subject: bool

    @property
    def asks(self) -> str:
        """The question word in lower case: "when" of "since when"; "" where the answer is yes or no."""
        return next((token.lower for token in tokenize(self.wh) if token.lower in WH), "")

    @property
    def wanted_noun(self) -> str:
        """The noun that "which", "what" or "how many" asks for: "city" of "in which city"; else ""."""
        words = [token.text for token in tokenize(self.wh)]
        asking = ("which", "what", "whose", "many", "much")
        number = next((n for n, word in enumerate(words) if word.lower() in asking), None)
        return "" if number is None else " ".join(words[number + 1 :])

    @property
    def is_question(self) -> bool:
        """Whether the text begins as a question does."""
        return bool(self.wh or self.auxiliary)


def parse(question: str) -> Clause:
    """Return the parts of a question.

    "And when did the mine collapse?": wh "when", auxiliary "did", subject "the mine", verb "collapse".
    """
    text = LEAD_IN.sub("", question.strip().rstrip("?!. "))
    order = _IMPERATIVE.match(text)
    if order:
        return Clause("", "", "", "", "", text[order.end() :], asks_subject=False)
    tokens = tokenize(text)
    begin = _first_question_word(tokens)
    if begin is None:
        return Clause("", "", "", "", "", text, asks_subject=False)
    front = text[: tokens[begin].start].strip(" ,")
    return _parts(text, tokens[begin:], front)


def _first_question_word(tokens: Sequence[Token]) -> int | None:
    """Return where the question proper begins, after what stands in front of it ("In May, when did …")."""
    if tokens and tokens[0].lower in AUXILIARIES:
        return 0
    for number, token in enumerate(tokens):
        # "The day when the mine flooded": a "when" further in mostly begins a clause of its own.
        asks = (
            number < 2
            or _follows_comma(tokens, number)
            or (number + 1 < len(tokens) and tokens[number + 1].lower in AUXILIARIES)
        )
        if token.lower in WH and (asks or token.lower not in ("when", "where", "who", "which")):
            with_preposition = number and tokens[number - 1].lower in PREPOSITIONS | {"what"}
            return number - 1 if with_preposition else number
    return None


def _follows_comma(tokens: Sequence[Token], number: int) -> bool:
    return tokens[number].start > tokens[number - 1].end + 1


def _parts(text: str, tokens: Sequence[Token], front: str) -> Clause:
    """Return the clause of the tokens behind the front."""
    wh_end = _end_of_wh(tokens)
    wh = _slice(text, tokens, 0, wh_end)
    if wh_end == len(tokens):
        return Clause(front, wh, "", "", "", "", asks_subject=False)
    first = tokens[wh_end].lower
    if first not in AUXILIARIES and first != "'s":
        if not wh:
            return Clause("", "", "", "", "", text, asks_subject=False)
        verb_end = wh_end + 1
        verb, rest = _slice(text, tokens, wh_end, verb_end), _slice(text, tokens, verb_end, len(tokens))
        return Clause(front, wh, "", "", verb, rest, asks_subject=True)
    auxiliary = "is" if first == "'s" else tokens[wh_end].text
    begin = wh_end + 1
    if _asks_subject(wh, tokens[begin:], first):
        verb_end = end_of_verb(tokens, begin)
        verb, rest = _slice(text, tokens, begin, verb_end), _slice(text, tokens, verb_end, len(tokens))
        return Clause(front, wh, auxiliary, "", verb, rest, asks_subject=True)
    end = end_of_subject(tokens, begin, first)
    verb_end = end_of_verb(tokens, end)
    return Clause(
        front,
        wh,
        auxiliary,
        _slice(text, tokens, begin, end),
        _slice(text, tokens, end, verb_end),
        _slice(text, tokens, verb_end, len(tokens)),
        asks_subject=False,
    )


def _slice(text: str, tokens: Sequence[Token], start: int, end: int) -> str:
    """Return the text of `tokens[start:end]`."""
    return text[tokens[start].start : tokens[end - 1].end] if start < end else ""


def _end_of_wh(tokens: Sequence[Token]) -> int:
    """Return how many tokens the asked-for part has: of "who", "in which city", "how many people", "how old"."""
    wh_number = next((n for n, token in enumerate(tokens) if token.lower in WH), None)
    if wh_number is None or tokens[0].lower in AUXILIARIES:
        return 0
    word, end = tokens[wh_number].lower, wh_number + 1
    if word in ("who", "whom", "when", "where", "why"):
        if end < len(tokens) and tokens[end].lower in ("else", "exactly"):
            end += 1
        return end
    if end == len(tokens) or tokens[end].lower in ADVERBS - {"most", "often", "soon"}:
        return end
    end += word == "how" and tokens[end].lower not in AUXILIARIES
    while end < len(tokens) and not _starts_predicate(tokens, end, nouns=end - wh_number - 1):
        end += 1
    return end


def _starts_predicate(tokens: Sequence[Token], number: int, nouns: int) -> bool:
    """Tell whether the verb or auxiliary of "which noun …" or "how many nouns …" begins here."""
    word = tokens[number].lower
    if word in AUXILIARIES or (word == "'s" and nouns < 1):
        return True
    if word in PREPOSITIONS:  # "which of the men fled", "what kind of ship sank"
        return word != "of"
    following = tokens[number + 1].lower if number + 1 < len(tokens) else ""
    unchanged = is_participle(word) and following in DETERMINERS | PREPOSITIONS | {""}  # "what burst through the wall"
    return is_lexical_verb(word) and (nouns > 0 or not is_base(word) or unchanged)


def _asks_subject(wh: str, following: Sequence[Token], auxiliary: str) -> bool:
    """Tell whether the question asks for its subject: "who was killed", but not "who did he meet"."""
    asks = next((token.lower for token in tokenize(wh) if token.lower in WH), "")
    bare = not wh.lower().startswith(tuple(f"{p} " for p in PREPOSITIONS))
    has_noun = wh.lower().startswith(("how many", "how much", "which ", "what ", "whose "))
    if auxiliary in DO and following and following[0].lower == "not":  # "which ministers did not resign"
        return True
    if auxiliary in DO or not bare or not (asks in ("who", "what", "which", "whose") or has_noun) or not following:
        return False
    first = next((token.lower for token in following if token.lower not in ADVERBS), None)
    if first is None:
        return False
    if first in PREPOSITIONS:
        return True
    return (first not in DETERMINERS and is_lexical_verb(first)) or first in BE
