"""Reads JSON files into frozen dataclasses; an error is one sentence with the file, the line and the field."""

import json
import re
from pathlib import Path
from typing import TypeVar

from index import ArticleError

__all__ = ["decode", "decode_file", "parse_json"]

_T = TypeVar("_T")

_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}
"""Plain words for msgspec's names of JSON types."""

_WRONG_KIND = re.compile(r"Expected `(\w+)(?: \| null)?`, got `.*`")
_MISSING = re.compile(r"Object missing required field `(.*)`")


def parse_json(data: bytes, path: Path, first_line: int = 1) -> object:
    """Parse the JSON in `data`, which begins at line `first_line` of the file `path`.

    Raises:
        ArticleError: `data` is not JSON; the text names the file and the line.
    """
    # The standard library's parser accepts UTF-16, and lone surrogates, by which JSON has the bytes of a file's name
    # that are not UTF-8. msgspec's own parser refuses both, and its errors name a byte instead of a line.
    try:
        document: object = json.loads(data)
        return document
    except json.JSONDecodeError as error:
        raise ArticleError(f"{path}, line {first_line + error.lineno - 1}: no JSON ({error.msg}).") from error
    except UnicodeDecodeError as error:
        line = first_line + data.count(b"\n", 0, error.start)
        raise ArticleError(f"{path}, line {line}: the text is not in UTF-8.") from error
    except (RecursionError, ValueError) as error:  # nested too deeply, or an integer with too many digits
        raise ArticleError(f"{path}, line {first_line}: no JSON that can be read.") from error


def decode(document: object, kind: type[_T]) -> _T:
    """Make an instance of the dataclass `kind` of parsed JSON.

    A member that the dataclass lacks is ignored; a missing member gets its default. Types are strict: true is not a
    number, and 1.0 is not a whole number.

    Raises:
        ValueError: a member is missing or of another type; the text has msgspec's path to it, as in `$.turns[0]`.
    """
    import msgspec

    return msgspec.convert(document, kind)


def decode_file(document: object, kind: type[_T], where: str, path: str = "") -> _T:
    """Make an instance of the dataclass `kind` of JSON that was parsed from a file.

    Args:
        document: the parsed JSON.
        kind: the dataclass.
        where: the file, and the line if the file has several documents, for the text of an error.
        path: the path of `document` within the JSON of the file, as in "[3]".

    Raises:
        ArticleError: a member is missing or of another type, as in
            `answers.json, line 1, citations[0]: "start" must be a whole number.`
    """
    try:
        return decode(document, kind)
    except (RecursionError, UnicodeError) as error:  # a member is nested too deeply, or its name is not UTF-8
        raise ArticleError(f"{where}: no JSON that can be read.") from error
    except ValueError as error:
        raise ArticleError(_in_words(str(error), where, path)) from error


def _in_words(error: str, where: str, path: str) -> str:
    """Turn an error of msgspec into one plain sentence.

    >>> _in_words("Expected `int`, got `bool` - at `$.citations[0].start`", "answers.json, line 1", "")
    'answers.json, line 1, citations[0]: "start" must be a whole number.'
    """
    message, _, below = error.partition(" - at `$")
    path += below.removesuffix("`")
    if missing := _MISSING.fullmatch(message):
        return f'{_place(where, path)}: "{missing[1]}" is missing.'
    wrong = _WRONG_KIND.fullmatch(message)
    if wrong is None:  # the dataclass raised the error itself
        return f"{_place(where, path)}: {message}."
    if not path or path.endswith("]"):
        return f"{_place(where, path)} must be {_KINDS[wrong[1]]}."
    parent, _, member = path.rpartition(".")
    return f'{_place(where, parent)}: "{member}" must be {_KINDS[wrong[1]]}.'


def _place(where: str, path: str) -> str:
    return f"{where}, {path.removeprefix('.')}" if path else where
