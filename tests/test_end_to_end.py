"""The installed command with the real models on the sample article."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SEEDS = Path(__file__).parent.parent / "seeds"
COMMAND = Path(sys.executable).with_name("qa")

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("index")
    environment = os.environ | {"QA_INDEX": str(folder), "HF_HUB_OFFLINE": "1"}
    result = run(environment, "index", str(SEEDS))
    assert result.stdout.startswith("1 added, 0 changed, 0 removed, 0 unchanged; ")
    return environment


def run(environment: dict[str, str], *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [COMMAND, *arguments], env=environment, capture_output=True, text=True, check=True, input=given
    )
    assert result.stderr == ""
    return result


def test_the_answer_stands_in_the_article_word_for_word(environment: dict[str, str]) -> None:
    answer = json.loads(run(environment, "ask", "--json", "where did Baghdadi flee?").stdout)
    assert (answer["found"], answer["text"]) == (True, "the desert")
    citation = answer["citations"][0]
    text = (SEEDS / "baghdadi-coup-attempt.txt").read_text("utf-8")
    assert text[citation["start"] : citation["end"]] == "the desert"
    assert citation["sentence"] == (
        "Hamdan said Baghdadi then moved to Baghouz, and in early January he fled to the desert."
    )
    title = "Islamic State leader Baghdadi fought off coup attempt by foreign bodyguards: Report"
    assert (citation["article"]["title"], citation["article"]["published"]) == (title, None)


def test_what_the_articles_do_not_say_is_not_found(environment: dict[str, str]) -> None:
    given = "who is the president of France?\nwhat is the capital of Australia?\n"
    answers = [json.loads(line) for line in run(environment, "ask", "-", given=given).stdout.splitlines()]
    assert [(answer["found"], answer["text"], answer["citations"]) for answer in answers] == [(False, "", [])] * 2
    assert all(len(answer["nearest"]) == 3 for answer in answers)


def test_a_yes_no_question_gets_the_sentence_that_bears_on_it(environment: dict[str, str]) -> None:
    answer = json.loads(run(environment, "ask", "--json", "is Baghdadi alive?").stdout)
    assert answer["text"].startswith("Two US security sources told Reuters")
    assert answer["text"] == answer["citations"][0]["sentence"]


@pytest.mark.slow
def test_the_command_may_be_killed_while_it_reads_and_embeds(tmp_path: Path) -> None:
    articles, index = tmp_path / "articles", tmp_path / "index"
    shutil.copytree(Path(__file__).parent / "dialogues", articles)
    environment = os.environ | {"QA_INDEX": str(index), "HF_HUB_OFFLINE": "1"}
    started = time.monotonic()
    run(environment | {"QA_INDEX": str(tmp_path / "whole")}, "index", str(articles))
    takes = time.monotonic() - started
    chance = random.Random(0)
    for _ in range(4):
        update = subprocess.Popen([COMMAND, "index", articles], env=environment, stdout=subprocess.DEVNULL)
        try:
            assert update.wait(timeout=takes * chance.uniform(0.3, 0.9)) == 0
        except subprocess.TimeoutExpired:
            update.kill()
            assert update.wait() in (-signal.SIGKILL, 0)  # 0: it came to its end just before
    run(environment, "index", str(articles))
    run(environment, "doctor")
    asked = "Where did Idris Vann flee?"
    given, whole = (
        json.loads(run(environment | {"QA_INDEX": str(folder)}, "ask", "--json", asked).stdout)
        for folder in (index, tmp_path / "whole")
    )
    assert given["citations"]
    assert given["citations"] == whole["citations"]
