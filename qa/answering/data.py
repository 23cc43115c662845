"""Reads an answer back from the plain data that `Answer.to_dict` wrote; its articles come without their text."""

from typing import Any

from qa.answering.answer import Answer
from qa.json_input import decode

__all__ = ["answer_from_dict"]


def answer_from_dict(data: dict[str, Any]) -> Answer:
    """Make an answer of the data that `Answer.to_dict` wrote, in this version or an earlier one.

    Numbers that were rounded stay rounded. Members that earlier versions did not write get their default, and those
    that only later versions know are ignored.

    Raises:
        ValueError: the data is not of that form.
    """
    return decode(data, Answer)
