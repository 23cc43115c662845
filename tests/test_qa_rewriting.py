"""Query rewriting by rules: follow-ups are made to stand alone, and no other question is changed."""

import pytest
from dialogues_data import Asked, dialogues
from fakes import silence

from index.text.english import lemmatize
from qa import Answer
from qa.answering.data import answer_from_dict
from qa.rewriting.rules import RuleRewriter
from qa.rewriting.verbs import base_form, past_form

DIALOGUES = dialogues()
rewrite = RuleRewriter().rewrite


def name(dialogue: tuple[str, list[Asked]]) -> str:
    article, turns = dialogue
    return f"{article}: {turns[0].question}"


def after(*questions: str | tuple[str, str]) -> list[Answer]:
    """Answers to questions: not found, or found with the text given beside the question."""
    pairs = [(asked, "") if isinstance(asked, str) else asked for asked in questions]
    return [silence(question) for question, _ in pairs]


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=name)
def test_each_question_of_a_dialogue_is_rewritten_as_people_would(dialogue: tuple[str, list[Asked]]) -> None:
    _, turns = dialogue
    answers = [turn.answer for turn in turns]
    rewritten = [rewrite(turn.question, answers[:number]).question for number, turn in enumerate(turns)]
    assert rewritten == [turn.made or turn.understood_as or turn.question for turn in turns]


def test_what_the_program_makes_another_question_of_is_rare() -> None:
    follow_ups = [turn for _, turns in DIALOGUES for turn in turns if turn.understood_as]
    assert sum(turn.made is not None for turn in follow_ups) <= 2
    assert len(follow_ups) >= 140


def test_there_are_dialogues_of_two_and_of_three_turns() -> None:
    lengths = [len(turns) for _, turns in DIALOGUES]
    assert len(DIALOGUES) >= 40
    assert {2, 3} <= set(lengths)


def test_a_reopened_conversation_goes_on_as_it_would_have() -> None:
    for _, turns in DIALOGUES:
        kept = [answer_from_dict(turn.answer.to_dict()) for turn in turns]
        for number, turn in enumerate(turns):
            rewritten = rewrite(turn.question, kept[:number]).question
            assert rewritten == (turn.made or turn.understood_as or turn.question)


STANDING_ALONE = """
Who is the mayor of Gravenholm?
What did Hollis say when he resigned?
When did the ferry company sell its ships?
Why did the rebels leave their camp?
In his speech, what did Hollis promise?
Before he fled, where did Hollis live?
What did Hollis take with him?
How many islands are there in the lake?
Is there a hospital in Gravenholm?
Is it true that the bridge in Gravenholm was closed?
What time is it in Gravenholm?
How long did it take to build the bridge in Gravenholm?
How long did it take Hollis to reach Gravenholm?
How far is it from Gravenholm to Hollin?
When did it become legal to fish in Pell Bay?
What does it mean to scuttle a ship?
What is it called when a ship turns over?
Why was it that Hollis resigned?
Whose decision was it to close the harbour?
Which company moved its factory to Gravenholm?
Who told Hollis that he had won?
Where do people go when they want to see seals?
When did they stop making pennies out of copper?
Where do they grow coffee and bananas in winter?
Who sang he stopped loving her today?
Who wrote it's a long way to the harbour?
Who plays her mother in the film about the lighthouse?
Which of his paintings did Hollis sell?
What did the man who stole the spoons do with them?
What happened at Gravenholm in 1953?
What happened to the Kestrel?
How many people died in the fire at Gravenholm?
What was the cause of the fire at Gravenholm?
Who won the Hollin cup in 1961?
What is the name of the director of the Gravenholm theatre?
And where is Gravenholm?
But who founded the Gravenholm Courier?
What is photosynthesis?
Why is the sky blue?
how many seasons of the show are there
who was the first woman in parliament
when was the last time it snowed in gravenholm
Tell me about the lighthouse at Gravenholm.
the lighthouse at Gravenholm
Gravenholm lighthouse keeper
What year did this happen in Gravenholm: the theatre burned down?
Does the Gravenholm museum open this week?
What else is made in Gravenholm?
What is that building in Gravenholm called?
Who said that the harbour was too small?
""".strip().splitlines()


@pytest.mark.parametrize("question", STANDING_ALONE)
def test_a_question_that_stands_on_its_own_is_never_bent(question: str) -> None:
    for _, turns in DIALOGUES[len(question) % 4 :: 4]:
        answers = [turn.answer for turn in turns]
        assert rewrite(question, answers).question == question


@pytest.mark.parametrize(
    "question", ["when did he get there?", "why?", "and the plotter?", "what about 2019?", "who else?"]
)
def test_without_anything_before_it_every_question_is_taken_as_it_stands(question: str) -> None:
    assert rewrite(question, []).question == question


@pytest.mark.parametrize(
    ("previous", "question", "meaning"),
    [
        ("Who fled to Kessin?", "why?", "Why did someone flee to Kessin?"),
        ("Where did Idris Vann flee?", "why?", "Why did Idris Vann flee?"),
        ("where did idris vann flee?", "and the plotter?", "Where did the plotter flee?"),
        ("Who stole the spoons?", "when?", "When were the spoons stolen?"),
        ("How many strikes were there in 2018?", "what about 2019?", "How many strikes were there in 2019?"),
        ("Did the mayor resign?", "why not?", "Why didn't the mayor resign?"),
        (
            "When did the Karsten mine collapse?",
            "how many people died?",
            "how many people died when the Karsten mine collapsed?",
        ),
        (
            "When did the Karsten mine collapse?",
            "what happened then?",
            "What happened after the Karsten mine collapsed?",
        ),
        ("Was anyone arrested for the theft?", "who?", "Who was arrested for the theft?"),
        ("When was the station attacked?", "by whom?", "By whom was the station attacked?"),
        ("Did the gang take hostages?", "how many?", "How many hostages did the gang take?"),
        ("What does Norhaven make?", "where is it based?", "where is Norhaven based?"),
        ("When was Mrs Roth elected?", "did he resign?", "did he resign?"),
        ("When was Mrs Roth elected?", "did she resign?", "did Mrs Roth resign?"),
        ("What is the capital of Norland?", "and of Velmara?", "What is the capital of Velmara?"),
    ],
)
def test_a_question_that_was_not_answered_still_tells_what_the_next_is_about(
    previous: str, question: str, meaning: str
) -> None:
    assert rewrite(question, after(previous)).question == meaning


def test_what_was_answered_is_not_wanted_again_by_who_else() -> None:
    _, turns = next(dialogue for dialogue in DIALOGUES if dialogue[1][0].question == "Who led the plot in Velmara?")
    rewritten = rewrite("who else?", [turns[0].answer])
    assert (rewritten.question, rewritten.excluded) == ("Who else led the plot in Velmara?", ("Idris Vann",))


@pytest.mark.parametrize(
    ("form", "base"),
    [
        pair.split(":")
        for pair in """closed:close attacked:attack carried:carry died:die stopped:stop invited:invite visited:visit
        created:create treated:treat fired:fire discovered:discover injured:injure opened:open settled:settle ruled:rule
        failed:fail killed:kill fled:flee stole:steal found:find leads:lead owns:own flies:fly pushes:push running:run
        scuttled:scuttle refloated:refloat smuggled:smuggle torched:torch rammed:ram agreed:agree born:bear""".split()
    ],
)
def test_verbs_are_taken_back_to_their_base_form(form: str, base: str) -> None:
    assert base_form(form) == base


@pytest.mark.parametrize(
    ("base", "past"),
    [
        pair.split(":")
        for pair in """collapse:collapsed carry:carried stop:stopped flee:fled steal:stole hit:hit open:opened go:went
        destroy:destroyed be:was kidnap:kidnapped""".split()
    ],
)
def test_the_past_of_a_verb(base: str, past: str) -> None:
    assert past_form(base) == past
    assert base_form(past) == base or lemmatize(past) == base
