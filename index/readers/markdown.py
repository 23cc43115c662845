"""Markdown: front matter says what it is, the text is what a reader would see of the rest."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from index.errors import ArticleError
from index.readers.base import ParsedArticle, encodable, parse_metadata
from index.readers.own_output import EXPORTED, SAVED
from index.readers.titles import title_from_name

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["read_markdown"]

_LINE_BREAK = re.compile(r"(?i)<br\b")


def read_markdown(text: str, name: str) -> Iterator[ParsedArticle]:
    """The article in a Markdown file called `name` (without its ending); nothing if the file is blank.

    The article's text is the file's without the marks: paragraphs, headings, list items and the rows of tables with a
    blank line between them, links as their words, of HTML the words. The title is the front matter's, else the first
    heading.

    Raises:
        ArticleError: the front matter is not valid YAML, or the file is an exported conversation.
    """
    if text.lstrip().startswith(EXPORTED):
        raise ArticleError(SAVED)
    said, body = _front_matter(text)
    blocks, heading = _blocks(body)
    plain = encodable("\n\n".join(blocks))
    if plain.strip():
        yield parse_metadata(heading or title_from_name(name), plain, said, name=name, byline=plain)


def _front_matter(text: str) -> tuple[Mapping[str, object], str]:
    """What the front matter says, and the text after it; nothing and the whole text where there is none."""
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    handler = YAMLHandler()
    if not handler.detect(text.lstrip()):
        return {}, text
    try:
        block, body = handler.split(text.lstrip())
    except ValueError:  # a rule across the page, with no second one to end a front matter
        return {}, text
    try:
        said = _yaml(block)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        if mark is None:
            raise ArticleError("front matter is not valid YAML") from None
        line = text[: text.index(block)].count("\n") + mark.line + 1
        raise ArticleError(f"front matter is not valid YAML (line {line})") from None
    if said is None:
        return {}, body
    return (said, body) if isinstance(said, dict) else ({}, text)


def _yaml(block: str) -> object:
    """The value that a block of YAML states; raises YAMLError or RecursionError where it states none."""
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    # The loaders written in Python: deeply nested brackets end the process in those of libyaml.
    try:
        return YAMLHandler().load(block, Loader=yaml.SafeLoader)
    except (ValueError, LookupError, AttributeError, TypeError):
        # One value cannot be what it seems or is said to be, such as 31 February: all are taken as they are written.
        return YAMLHandler().load(block, Loader=yaml.BaseLoader)


def _blocks(body: str) -> tuple[list[str], str | None]:
    """The blocks of text of a Markdown document, and its first heading."""
    from markdown_it import MarkdownIt

    from index.readers.html_text import words_of_html

    blocks: list[str] = []
    cells: list[str] | None = None
    heading = None
    before = ""
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.type == "inline":
            block = _words(token.children or []).strip()
            if block:
                (blocks if cells is None else cells).append(block)
            if before == "heading_open" and heading is None and block:
                heading = " ".join(block.split())
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            blocks += [" | ".join(cells)] if cells else []
            cells = None
        elif token.type in {"fence", "code_block"} and token.content.strip():
            blocks.append(token.content.rstrip("\n"))
        elif token.type == "html_block":
            blocks += words_of_html(token.content)
        before = token.type
    return blocks, heading


def _words(tokens: list["Token"]) -> str:
    words = []
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            words.append(token.content)
        elif token.type == "softbreak":
            words.append(" ")
        elif token.type == "hardbreak" or (token.type == "html_inline" and _LINE_BREAK.match(token.content)):
            words.append("\n")
        elif token.type == "image":
            words.append(_words(token.children or []))
    return "".join(words)
