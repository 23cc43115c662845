"""The dialogues with the real models: follow-ups gain over taking them literally, other questions lose nothing."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from dialogues_data import FOLDER, Asked, dialogues

import qa
from qa.evaluation.metrics import f1

pytestmark = pytest.mark.models

DIALOGUES = [turns for _, turns in dialogues()][::2]


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[qa.Assistant]:
    with qa.open(tmp_path_factory.mktemp("index"), sorted(FOLDER.glob("*.txt"))) as assistant:
        yield assistant


def right(asked: Asked, given: qa.Answer) -> bool:
    return f1(given.text, asked.answer.text) >= 0.5


def share(asked: Sequence[Asked], given: Sequence[qa.Answer]) -> float:
    return sum(map(right, asked, given)) / len(asked)


def test_follow_ups_gain_and_the_other_questions_lose_nothing(assistant: qa.Assistant) -> None:
    follow_ups: list[Asked] = []
    given: list[qa.Answer] = []
    for turns in DIALOGUES:
        conversation = assistant.conversation()
        for asked in turns:
            answer = conversation.ask(asked.question)
            if asked.understood_as is None:
                assert answer.understood_as is None
            elif asked.answer.found:
                follow_ups.append(asked)
                given.append(answer)
    assert len(follow_ups) > 50
    literally = assistant.ask_many([asked.question for asked in follow_ups])
    assert share(follow_ups, given) >= share(follow_ups, literally) + 0.2


def test_quotes_of_follow_ups_stand_in_the_articles(assistant: qa.Assistant) -> None:
    conversation = assistant.conversation()
    for question in ("Where did Idris Vann flee?", "why?", "and his deputy?"):
        answer = conversation.ask(question)
        for citation in answer.citations:
            assert citation.article.text[citation.start : citation.end] == citation.quote
            assert Path(citation.article.path).parent == FOLDER
