"""English verbs: which words are forms of one, and the forms that are made of another."""

import re
from functools import lru_cache

from index.text.english import forms, lemmatize
from qa.rewriting.nouns import IRREGULAR_NOUNS

__all__ = ["base_form", "is_base", "is_participle", "past_form"]

# The regular verbs of news that follow-up questions turned on. A list, and no rule, because nouns and verbs of one
# spelling ("board", "strike") must be told apart.
_REGULAR = frozenset(
    """abandon accept accuse achieve acquire act add admit adopt affect agree aim allow announce answer
    appeal appear appoint approve argue arrange arrest arrive ask assassinate assault attack attempt
    attend avoid award back ban base behave believe belong betray blame block board bomb borrow bury
    call campaign cancel capture carry cause celebrate chair change charge charter chase claim clash
    clear climb close coach collapse collect combine command commit compare compete complain complete
    compose conceal conclude condemn conduct confess confirm connect conquer consider consist construct
    contact contain contest continue control convict cook cooperate copy cover crash create criticise
    criticize cross damage dance date deal debate decide declare decline defeat defect defend delay
    deliver demand deny depart depend deploy deport describe design destroy detain detect determine
    develop die differ direct disappear discover discuss dismiss display donate drop drown earn elect
    embezzle emerge emigrate employ enable encourage end endorse enjoy enter erect erupt escape
    establish estimate evacuate examine execute exhibit exist expand expect expel explain explode
    explore export express extend fail fear feature figure fill film finance finish fire flood flow
    follow force form found free fund gain gather govern graduate guard guide hang happen harvest hate
    head help hire honour honor hope host identify ignore illustrate import improve include increase
    influence inform inherit injure insist inspect inspire install intend interview introduce invade
    invent invest investigate invite involve issue jail join jump kick kidnap kill land last launch lack
    learn license like link list live load locate look loot love maintain manage march mark marry matter
    measure mention merge miss move murder name need negotiate note notice obtain occupy occur offer
    open operate oppose order organise organize own paint participate pass perform persuade place plan
    plant play plead plot point poison possess post practise predict prefer prepare present prevent
    print produce promise promote propose prosecute protect protest provide publish pull pump punish
    purchase push qualify question raid raise reach realise receive recognise recognize recommend record
    recover reduce refuse regain reject relate release remain remember remove rent repair replace reply
    report represent request require rescue resemble resign resist resolve respond rest restore result
    retire return reveal review rise rob rule rush sail save scan schedule score search secure seem
    seize sentence separate serve settle share shell sign smuggle spark sponsor stab stage start state
    stay stem stop study submit succeed suffer suggest support suppress suppose surrender surround
    survive suspect suspend talk target test testify threaten topple trade train transfer translate
    travel treat try turn unveil use vanish view visit vote vow wait walk want warn wash watch weigh win
    wish withdraw witness work worry wound wreck""".split()
)
# Their past is spelt as their base form.
_UNCHANGED = frozenset("beat bet burst cast cost cut hit hurt let put quit read set shut split spread upset".split())
_OTHER_VERBS = frozenset("do have go get".split())
_IRREGULAR_NOT_VERBS = IRREGULAR_NOUNS | {"good", "bad"}

# What is left of a regular verb without its ending, where an "e" has been lost: "clos(ed)", "struggl(ing)".
_LOST_E = re.compile(r"(?:[cvzu]|[aeiou]s|[dlnr]g|[^aeiourlw]l|(?:^|[^aeiou])[aeiou][bdgklmnprt])$")
_NO_E = re.compile(r"[^aeiou](?:er|en|on|or|it|et|op|el|al|om)$")


# Verbs of several syllables double their last letter only where it follows the stress, which spelling does not show.
_DOUBLING = frozenset(
    "admit commit compel control equip expel kidnap occur permit prefer refer submit transfer".split()
)
_SHORTEST_STEM = 2
"""Letters in front of an ending: "ow(ed)" and "di(es)" have two."""


@lru_cache(maxsize=1024)  # more verbs than the turns of a conversation and their passages hold
def base_form(verb: str) -> str:
    """Return the base form of a verb in any form, in lower case.

    >>> base_form("fled"), base_form("closed"), base_form("running")
    ('flee', 'close', 'run')
    """
    if verb == "born":
        return "bear"
    irregular = lemmatize(verb)
    if irregular != verb or verb in _UNCHANGED or is_base(verb):
        return irregular
    for ending, replacements in (
        ("ied", ("y", "ie")),
        ("ies", ("y", "ie")),
        ("ed", ("", "e")),
        ("ing", ("", "e")),
        ("es", ("", "e")),
        ("s", ("",)),
    ):
        if verb.endswith(ending) and len(verb) - len(ending) >= _SHORTEST_STEM:
            stem = verb[: -len(ending)]
            candidates = [stem + replacement for replacement in replacements]
            if stem[-1:] == stem[-2:-1]:
                candidates.append(stem[:-1])
            verbs = (candidate for candidate in candidates if is_base(candidate))
            return next(verbs, None) or _guess_base_form(stem, ending)
    return verb


def _guess_base_form(stem: str, ending: str) -> str:
    """Return the base form of a verb that is not in the lists, by the rules of English spelling."""
    if ending in ("ied", "ies"):
        return stem + "y"
    if ending in ("s", "es") or stem[-2:] in ("ll", "ss", "ff", "zz", "ee"):
        return stem
    if stem[-1] == stem[-2:-1]:
        return stem[:-1]
    return stem + "e" if _LOST_E.search(stem) and not _NO_E.search(stem) else stem


def is_base(word: str) -> bool:
    """Tell whether the word, in lower case, is the base form of a verb in the lists."""
    return word in _REGULAR or word in _UNCHANGED or word in _OTHER_VERBS or _is_irregular_verb(word)


def _is_irregular_verb(word: str) -> bool:
    return bool(forms(word)) and word not in _IRREGULAR_NOT_VERBS


def is_participle(word: str) -> bool:
    """Tell whether the word, in lower case, may be a past form or a past participle."""
    base = lemmatize(word)
    irregular = base != word and base not in _IRREGULAR_NOT_VERBS
    return irregular or word in _UNCHANGED or word == "born" or (word.endswith("ed") and len(word) > len("seed"))


def past_form(base: str) -> str:
    """Return the simple past of a verb in its base form, in lower case.

    >>> past_form("flee"), past_form("stop"), past_form("carry")
    ('fled', 'stopped', 'carried')
    """
    if base in _UNCHANGED:
        return base
    irregular = forms(base)
    if irregular:
        return irregular[0]
    if base.endswith("e"):
        return base + "d"
    if re.search(r"[^aeiou]y$", base):
        return base[:-1] + "ied"
    if re.fullmatch(r"[^aeiou]*[aeiou][bdgklmnprt]", base) or base in _DOUBLING:
        return base + base[-1] + "ed"
    return base + "ed"
