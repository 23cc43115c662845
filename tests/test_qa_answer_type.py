"""The expected answer type and the content words of a question."""

import pytest

from qa.question.answer_type import AnswerType, content_words, expected_answer_type, is_yes_no


@pytest.mark.parametrize(
    "question", ["Is he alive?", "did he flee", "“Was it cold?”", "Aren’t they there?", "Can it fly?"]
)
def test_a_question_that_begins_with_an_auxiliary_is_a_yes_no_question(question: str) -> None:
    assert is_yes_no(question)


@pytest.mark.parametrize(
    "question", ["Where is he?", "who did it?", "In which year was it?", "", "?", "Will's car?", "isle"]
)
def test_other_questions_are_not(question: str) -> None:
    assert not is_yes_no(question)


def test_content_words_leave_out_what_carries_no_subject() -> None:
    assert content_words("Who is the President of France’s oldest party, and the president?") == [
        "president",
        "france",
        "oldest",
        "party",
    ]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many people died?", AnswerType.NUMBER),
        ("In what year did it sink?", AnswerType.TIME),
        ("Who is the mayor?", AnswerType.NAME),
        ("How many were aboard when it sank?", AnswerType.NUMBER),
        ("Who was there when it sank?", AnswerType.TIME),
        ("Why did they flee?", None),
        ("", None),
    ],
)
def test_the_first_cue_of_number_time_and_name_tells_the_answer_type(
    question: str, expected: AnswerType | None
) -> None:
    assert expected_answer_type(question) is expected
