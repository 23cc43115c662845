"""JSON that a person hands in: what is wrong with it is said in one sentence, with the file, the line and the field."""

import json
from pathlib import Path
from typing import Any, TypeVar

from index import ArticleError

__all__ = ["field", "of_kind", "optional", "parsed"]

_Kind = TypeVar("_Kind", str, int, list[Any], dict[str, Any])
_CALLED = {str: "text", int: "a whole number", list: "a list", dict: "an object"}


def parsed(data: bytes, path: Path, first_line: int = 1) -> object:
    """The JSON in `data`, which begins on that line of the file.

    Raises:
        ArticleError: it is none.
    """
    try:
        found: object = json.loads(data)
        return found
    except json.JSONDecodeError as error:
        raise ArticleError(f"{path}, line {first_line + error.lineno - 1}: no JSON ({error.msg}).") from error
    except UnicodeDecodeError as error:
        line = first_line + data.count(b"\n", 0, error.start)
        raise ArticleError(f"{path}, line {line}: the text is not in UTF-8.") from error
    except (RecursionError, ValueError) as error:  # brackets without end, an integer of too many digits
        raise ArticleError(f"{path}, line {first_line}: no JSON that can be read.") from error


def field(said: object, name: str, kind: type[_Kind], where: str) -> _Kind:
    """The member `name` of the object `said`, which stands at `where`.

    Raises:
        ArticleError: it is missing, or of another kind, or `said` is no object.
    """
    members = of_kind(said, dict, where)
    if name not in members:
        raise ArticleError(f'{where}: "{name}" is missing.')
    return of_kind(members[name], kind, f'{where}: "{name}"')


def optional(said: object, name: str, kind: type[_Kind], where: str) -> _Kind | None:
    """The member `name` of the object `said`, which stands at `where`; None if it is missing, or null.

    Raises:
        ArticleError: it is of another kind, or `said` is no object.
    """
    value = of_kind(said, dict, where).get(name)
    return None if value is None else of_kind(value, kind, f'{where}: "{name}"')


def of_kind(value: object, kind: type[_Kind], what: str) -> _Kind:
    """The value, which the message calls `what`.

    Raises:
        ArticleError: it is of another kind.
    """
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ArticleError(f"{what} must be {_CALLED[kind]}.")
    return value
