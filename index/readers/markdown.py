"""Markdown: the metadata are the front matter, the text is the rest as a reader of the rendered page sees it."""

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
    """Read the article in a Markdown file called `name` (without its ending); none if the file is blank.

    The article's text is the file's text without markup: paragraphs, headings, list items and table rows with a blank
    line between them. Links and HTML keep their words. The title is the front matter's, else the first heading.

    Raises:
        ArticleError: the front matter is not valid YAML, or the file is an exported conversation.

    >>> [article] = read_markdown("---\\ndate: 2019-02-10\\n---\\n# The *vote*\\n\\nIt [passed](x).", "a")
    >>> article.title, article.text, article.published_from
    ('The vote', 'The vote\\n\\nIt passed.', 'metadata')
    """
    if text.lstrip().startswith(EXPORTED):
        raise ArticleError(SAVED)
    fields, body = _front_matter(text)
    blocks, heading = _blocks(body)
    plain = encodable("\n\n".join(blocks))
    if plain.strip():
        yield parse_metadata(heading or title_from_name(name), plain, fields, name=name, byline=plain)


def _front_matter(text: str) -> tuple[Mapping[str, object], str]:
    """Split a file into the fields of its front matter and the text after it; no fields where it has none."""
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    handler = YAMLHandler()
    if not handler.detect(text.lstrip()):
        return {}, text
    try:
        block, body = handler.split(text.lstrip())
    except ValueError:  # "---" is a horizontal rule: no second one ends a front matter
        return {}, text
    try:
        fields = _yaml(block)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        if mark is None:
            raise ArticleError("front matter is not valid YAML") from None
        line = text[: text.index(block)].count("\n") + mark.line + 1
        raise ArticleError(f"front matter is not valid YAML (line {line})") from None
    if fields is None:
        return {}, body
    return (fields, body) if isinstance(fields, dict) else ({}, text)


def _yaml(block: str) -> object:
    """Parse a block of YAML.

    Raises:
        YAMLError, RecursionError: the block is not valid, or nested too deeply.
    """
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    # The loaders written in Python: deeply nested brackets crash the process in those of libyaml.
    try:
        return YAMLHandler().load(block, Loader=yaml.SafeLoader)
    except (ValueError, LookupError, AttributeError, TypeError):
        # One value is impossible for its type, such as 31 February: read all values as plain strings.
        return YAMLHandler().load(block, Loader=yaml.BaseLoader)


def _blocks(body: str) -> tuple[list[str], str | None]:
    """Return the blocks of text of a Markdown document, and its first heading."""
    from markdown_it import MarkdownIt

    from index.readers.html_text import words_of_html

    blocks: list[str] = []
    cells: list[str] | None = None  # those of the table row that is being read
    heading = None
    previous_type = ""
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.type == "inline":
            block = _words(token.children or []).strip()
            if block:
                (blocks if cells is None else cells).append(block)
            if previous_type == "heading_open" and heading is None and block:
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
        previous_type = token.type
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
