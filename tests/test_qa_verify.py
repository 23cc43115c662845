"""`qa verify`: whether the quotes of saved answers still stand in the articles."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fakes import FakeEmbedder, FakeReader

import index.library
import qa.cli.main
from index import Article, ArticleError
from qa.output.quotes import read_quotes
from qa.output.verify import Quote, QuoteCheck, verify

TEXT = "The flight\n\nHe ate. In January he fled to the desert. It was cold."
SENTENCE = "In January he fled to the desert."


def article(text: str = TEXT, article_id: str = "a", path: str = "/folder/a.txt", **known: Any) -> Article:
    return Article(article_id, "The flight", None, None, None, Path(path), known.pop("url", None), text, **known)


def saved(quote: str = "the desert", sentence: str = SENTENCE, url: str | None = None) -> Quote:
    start, sentence_start = TEXT.index(quote), TEXT.index(sentence)
    end = start + len(quote)
    return Quote("where?", 1, quote, start, end, sentence, sentence_start, "a", "The flight", "/folder/a.txt", url)


def outcome(quote: Quote, *articles: Article) -> QuoteCheck:
    [found] = verify([quote], articles)
    if found.status in {"verified", "moved"}:
        assert found.article is not None
        assert " ".join(found.article.text[found.start : found.end].split()) == " ".join(quote.quote.split())
    return found


def test_a_quote_where_it_stood_is_verified() -> None:
    found = outcome(saved(), article("Else.", "b", "/folder/b.txt"), article())
    assert (found.status, found.start, found.end) == ("verified", 42, 52)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("He ate.", "He ate and drank."),
        TEXT.replace("he fled to", "he\nfled  to"),
        SENTENCE,
        f"{SENTENCE} {TEXT}",
    ],
)
def test_a_quote_elsewhere_in_the_article_is_moved(text: str) -> None:
    found = outcome(saved(), article(text))
    assert (found.status, found.article) == ("moved", article(text))


def test_of_several_places_the_nearest_counts() -> None:
    text = f"{SENTENCE} {SENTENCE} {'He ate. ' * 9}{SENTENCE}"
    assert outcome(saved(), article(text)).start == text.index("the desert", 40)


@pytest.mark.parametrize(
    ("quote", "other"),
    [
        (saved(), article(article_id="b")),
        (saved(url="https://example.org/a"), article(article_id="b", path="/else.txt", url="https://example.org/a")),
        (
            saved(url="https://example.org/a"),
            article(article_id="b", path="/index", address="https://example.org/a"),
        ),
    ],
)
def test_a_quote_in_the_article_that_has_the_place_now_is_moved(quote: Quote, other: Article) -> None:
    beside = article("The article under the old id says nothing of it.")
    for articles in ([other], [beside, other]):
        found = outcome(quote, *articles)
        assert (found.status, found.article) == ("moved", other)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        (TEXT.replace("the desert", "Baghouz"), None),
        (TEXT.replace("the desert.", "the deserted town."), None),
        (TEXT.replace("fled to the desert", "bathe desert"), None),
        (TEXT.replace("the desert.", "the desert, it was wrongly said."), 42),
        (TEXT.replace("In January he fled to", "He never fled to"), 37),
        ("", None),
    ],
)
def test_a_quote_whose_sentence_is_not_there_is_changed(text: str, start: int | None) -> None:
    found = outcome(saved(), article(text))
    assert (found.status, found.start) == ("changed", start)


def test_an_article_with_the_place_but_not_the_words_is_changed() -> None:
    other = article("He stayed at home.", "b")
    assert outcome(saved(), other) == QuoteCheck(saved(), "changed", other)


def test_without_the_article_a_quote_is_gone() -> None:
    elsewhere = article(article_id="b", path="/folder/b.txt")
    lines = [article("Nothing.", name, "/folder/a.txt") for name in "cd"]
    fetched = article("Nothing.", "e", "/folder/a.txt", address="https://example.org/e")
    for articles in ([], [elsewhere], lines, [fetched]):
        assert outcome(saved(), *articles) == QuoteCheck(saved(), "gone")


def test_offsets_that_count_from_the_end_are_no_place() -> None:
    quote = dataclasses.replace(saved("cold", "cold"), start=-5, end=-1, sentence_start=-5)
    assert TEXT[quote.start : quote.end] == quote.quote
    assert outcome(quote, article()).status == "moved"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of two articles, and in answer.json an answer with an alternative."""
    monkeypatch.setattr(index.library, "load_embedder", FakeEmbedder)
    monkeypatch.setattr("qa.assistant.load_reader", lambda name: FakeReader("the desert", "Mosul"))
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "flight.txt").write_text(TEXT)
    (folder / "fall.txt").write_text("Fall\n\nHe was seen in Mosul.")
    assert run("index", folder).exit_code == 0
    (tmp_path / "answer.json").write_text(run("ask", "--json", "where did he flee?").stdout)
    return folder


def run(*arguments: str | Path, given: str = "") -> Result:
    return CliRunner().invoke(qa.cli.main.cli, [str(argument) for argument in arguments], input=given)


def test_a_saved_answer_is_verified_until_an_article_changes(folder: Path, tmp_path: Path) -> None:
    result = run("verify", tmp_path / "answer.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "where did he flee?",
        "[1] verified: the desert",
        f"    {folder / 'flight.txt'}, characters 42-52",
        "[2] verified: Mosul",
        f"    {folder / 'fall.txt'}, characters 21-26",
        "",
        "2 quotes: 2 verified.",
    ]
    (folder / "flight.txt").write_text(TEXT.replace("He ate.", "He ate well."))
    (folder / "fall.txt").write_text("Fall\n\nHe was not seen in Mosul.")
    result = run("verify", tmp_path / "answer.json")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "2 quotes: 2 verified.")
    assert "2 files changed or went since the index read them" in result.stderr
    run("index")
    result = run("verify", tmp_path / "answer.json")
    assert result.exit_code == 1
    assert "[1] moved: the desert" in result.stdout
    assert f"    {folder / 'flight.txt'}, characters 47-57 (saved as characters 42-52)" in result.stdout
    assert "[2] changed: Mosul" in result.stdout
    assert "He was not seen in Mosul." in " ".join(result.stdout.split())
    (folder / "fall.txt").unlink()
    run("index")
    result = run("verify", "--json", tmp_path / "answer.json")
    said = json.loads(result.stdout)
    assert (result.exit_code, said["verified"], said["moved"], said["changed"], said["gone"]) == (1, 0, 1, 0, 1)
    moved, gone = said["quotes"]
    assert (moved["status"], moved["start"], moved["now"]["start"]) == ("moved", 42, 47)
    assert moved["now"]["article"]["path"] == str(folder / "flight.txt")
    assert (gone["status"], gone["now"], gone["article"]["title"]) == ("gone", None, "Fall")


def test_lines_lists_and_conversations_are_read(folder: Path, tmp_path: Path) -> None:
    answer = json.loads((tmp_path / "answer.json").read_text())
    questions = "where did he flee?\n\nwhere was he seen?\n"
    documents = {
        "lines.jsonl": run("ask", "-", given=questions).stdout.encode(),
        "list.json": json.dumps([answer, answer], indent=1).encode(),
        "windows.json": json.dumps(answer, indent=2).encode("utf-16"),
        "talk.json": json.dumps({"turns": [{"question": "where?", "answer": answer}] * 2}).encode(),
    }
    for name, data in documents.items():
        (tmp_path / name).write_bytes(data)
        result = run("verify", tmp_path / name)
        assert result.exit_code == 0, result.output
        assert result.stdout.splitlines()[-1] == (
            "2 quotes: 2 verified." if "windows" in name else "4 quotes: 4 verified."
        )
    both = run("verify", tmp_path / "lines.jsonl", tmp_path / "talk.json")
    assert both.stdout.splitlines()[-1] == "8 quotes: 8 verified."


def test_answers_without_quotes_are_verified(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text(run("ask", "--json", "?!").stdout)
    result = run("verify", tmp_path / "none.json")
    assert (result.exit_code, result.stdout) == (0, "The answers hold no quotes.\n")


CITATION = {"quote": "a", "start": 0, "end": 1, "article": {"id": "x"}}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", " is empty; save answers in it as JSON."),
        ('{\n"citations": [\n', ", line 3: no JSON (Expecting value)."),
        (
            qa.to_markdown([]),
            " is Markdown, which cannot be verified; export the conversation as JSON.",
        ),
        ("[1]", ", line 1, [0] must be an object."),
        ('\n{"text": ""}', ', line 2: no saved answer, as it has neither "citations" nor "turns".'),
        ('{"citations": []}\n{"citations": 7}', ', line 2: "citations" must be a list.'),
        ('{"citations": []}\n\n{"citations": []', ", line 3: no JSON (Expecting ',' delimiter)."),
        ('{"turns": [{"question": "a"}]}', ', line 1, turns[0]: "answer" is missing.'),
        (
            json.dumps({"citations": [], "alternatives": [{"citations": [{**CITATION, "start": True}]}]}),
            ', line 1, alternatives[0].citations[0]: "start" must be a whole number.',
        ),
        (json.dumps({"citations": [{**CITATION, "quote": " "}]}), ', line 1, citations[0]: "quote" is empty.'),
        (json.dumps({"citations": [{**CITATION, "article": {}}]}), ', line 1, citations[0].article: "id" is missing.'),
        ("[" * 100_000, ", line 1: no JSON that can be read."),
        ('{"citations": [], "start": ' + "1" * 5000 + "}", ", line 1: no JSON that can be read."),
        (
            json.dumps({"citations": [{**CITATION, "end": 1.0}]}),
            ', line 1, citations[0]: "end" must be a whole number.',
        ),
        ('{"citations": [{"start": NaN}]}', ', line 1, citations[0]: "start" must be a whole number.'),
        (
            json.dumps([{"citations": [{**CITATION, "article": 3}]}]),
            ', line 1, [0].citations[0]: "article" must be an object.',
        ),
        (json.dumps({"citations": [{**CITATION, "sentence": []}]}), ', line 1, citations[0]: "sentence" must be text.'),
        ('[{"text": ""}]', ', line 1, [0]: no saved answer, as it has neither "citations" nor "turns".'),
        (json.dumps({"citations": [], "\udcff": 1}), ", line 1: no JSON that can be read."),
    ],
)
def test_what_is_wrong_with_a_file_is_named_with_its_place(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "answers").write_text(content)
    with pytest.raises(ArticleError) as wrong:
        read_quotes(tmp_path / "answers")
    assert str(wrong.value) == f"{tmp_path / 'answers'}{said}"


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    result = run("verify", tmp_path / "nowhere.json")
    assert isinstance(result.exception, qa.PathError)
    assert str(tmp_path / "nowhere.json") in str(result.exception)


def test_a_citation_of_the_least_is_enough(tmp_path: Path) -> None:
    (tmp_path / "least.json").write_text(json.dumps({"citations": [CITATION]}))
    [quote] = read_quotes(tmp_path / "least.json")
    assert verify([quote], [article("a b", "x")])[0].status == "verified"
    assert verify([quote], [article("b a", "x")])[0].status == "moved"
