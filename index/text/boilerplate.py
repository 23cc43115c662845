"""Lines that a page's navigation left in a text copied from the web: neither title nor answer."""

import re
from collections.abc import Iterator

from index.text.sentences import TextSpan, trimmed

__all__ = ["boilerplate", "without_boilerplate"]

_LINE = re.compile(r"[^\r\n\f\u2028\u2029]+")

# Whole lines only: the same words inside a sentence are the article's.
_NAVIGATION = re.compile(
    r"""(?ix)
    (?: skip\ to\ (?:the\ )?(?:main\ |site\ )?(?:content|navigation|search|footer)
      | (?:back\ to|return\ to)\ (?:the\ )?(?:top|home(?:page)?|index)
      | (?:main\ )?menu | home | search | close | share | print | e?-?mail | save | copy\ link | newsletters?
      | share\ (?:this|on)\ .{0,30} | (?:follow|like|find)\ us\ on\ .{0,40} | tweet | facebook | twitter | whatsapp
      | advertise?ments? | advertisement\ -\ scroll\ to\ continue | sponsored(?:\ content)? | story\ continues\ below.*
      | sign\ (?:in|up|out)(?:\ (?:now|here|for\ .{0,60}))? | log\ ?(?:in|out) | register(?:\ now)?
      | subscribe(?:\ (?:now|today|here|to\ .{0,60}))? | already\ a\ subscriber\?.*
      | (?:accept|reject|manage)\ (?:all\ )?cookies.* | (?:cookie|privacy)\ (?:policy|settings|notice)
      | terms\ (?:of\ (?:use|service)|and\ conditions) | all\ rights\ reserved\.?
      | (?:related|recommended|trending|most\ read|most\ popular)(?:\ (?:articles?|stories|topics|coverage|news|links))?
      | (?:more|also)\ (?:on\ this\ story|from\ .{0,40}) | (?:\d+\ )?comments? | leave\ a\ (?:comment|reply)
      | load\ more | show\ more | see\ (?:all|more) | view\ (?:all|gallery|comments) | next\ article | previous\ article
      | loading(?:\.{3}|…)? | click\ here(?:\ (?:to|for)\ .{0,60})? | listen\ to\ this\ article.* | play\ video
    )""",
)
# A link to another article, with its teaser on the line before it or behind a colon on the same line.
_READ_MORE = re.compile(
    r"(?i)(?:(?:read|learn|see|find\s+out)\s+more|continue\s+reading|keep\s+reading|full\s+story)(?:\s+(?:here|about\s+.{0,60}))?"
)
_READ_MORE_OF = re.compile(r"(?i)(?:read\s+(?:more|also)|also\s+read|see\s+also|related)\s*[:|–—-]\s*\S.{0,160}")
_DECORATION = " \t\f\v\u00a0»›→>▸▶…|•·*[]:#-–—"
_LONGEST_TEASER = 160


def boilerplate(text: str) -> list[TextSpan]:
    """The extents of the lines of `text` that are navigation, or a teaser for another article, in order.

    A teaser is the line before a "Read more", unless it ends like a sentence.
    """
    found: list[TextSpan] = []
    previous: TextSpan | None = None
    for start, end in _nonblank_lines(text):
        line = text[start:end].strip(_DECORATION)
        if _READ_MORE.fullmatch(line):
            if previous is not None and found[-1:] != [previous] and _is_teaser(text[slice(*previous)]):
                found.append(previous)
            found.append((start, end))
        elif not line or _NAVIGATION.fullmatch(line) or _READ_MORE_OF.fullmatch(line):
            found.append((start, end))
        previous = (start, end)
    return found


def without_boilerplate(text: str) -> list[TextSpan]:
    """The extents of `text` between its boilerplate, in order: the article itself."""
    edges = [0, *(edge for extent in boilerplate(text) for edge in extent), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _nonblank_lines(text: str) -> Iterator[TextSpan]:
    for match in _LINE.finditer(text):
        line = trimmed(text, match.start(), match.end())
        if line[0] < line[1]:
            yield line


def _is_teaser(line: str) -> bool:
    return len(line) <= _LONGEST_TEASER and line[-1] not in '.!?…"”’'
