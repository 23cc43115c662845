"""The closed word classes that more than one module takes questions apart with: auxiliary verbs and number words."""

__all__ = [
    "AUXILIARIES",
    "BE",
    "DO",
    "FINITE_AUXILIARIES",
    "MAGNITUDES",
    "ONE_TO_TWELVE",
    "TEENS",
    "TENS",
    "TWO_TO_TEN",
]

_FINITE_BE = frozenset("is are was were am isn't aren't wasn't weren't".split())
BE = _FINITE_BE | {"be", "been", "being"}
DO = frozenset("do does did don't doesn't didn't".split())
FINITE_AUXILIARIES = (
    _FINITE_BE
    | DO
    | frozenset(
        """has have had hasn't haven't hadn't can could will would shall should may might must
        can't couldn't won't wouldn't shouldn't""".split()
    )
)
"""The auxiliary verbs that a yes/no question may begin with."""
AUXILIARIES = FINITE_AUXILIARIES - {"may"} | BE | {"having", "cannot"}
"""All auxiliary verbs but "may": in a question it is nearly always the month."""

ONE_TO_TWELVE = tuple("one two three four five six seven eight nine ten eleven twelve".split())
TWO_TO_TEN = frozenset(ONE_TO_TWELVE[1:10])
"""The numbers that news writes as words, without "one", which names a single thing."""
TEENS = tuple("thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())
TENS = tuple("twenty thirty forty fifty sixty seventy eighty ninety".split())
MAGNITUDES = tuple("dozen hundred thousand million billion".split())
