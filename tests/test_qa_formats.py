"""An article in each format, indexed and asked about: title, date, outlet, page."""

import datetime
import json
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
from fakes import FakeEmbedder, FakeReader
from test_index_pdf import made_pdf

import qa

PEOPLE = ("Ada Brun", "Ben Cole", "Cid Dahl", "Dov Elon", "Eva Fall", "Fay Gold", "Gus Holt", "Hal Ivar", "Ida Jung")


def body(person: str) -> list[str]:
    return [
        f"The mayor of the town is {person}, who was elected in the autumn by a large majority of those who voted.",
        "The council met twice before the vote and heard what those who live near the harbour had to say about it.",
        "A second vote is planned for the spring, and nobody expects that it will change what was decided this time.",
    ]


def write_text(folder: Path, person: str) -> None:
    (folder / "text.txt").write_text("\n\n".join(["Text report", "By Jane Doe", "10 February 2019", *body(person)]))


def write_markdown(folder: Path, person: str) -> None:
    head = "---\ntitle: Markdown report\nsource: The Gazette\ndate: 2020-03-04\n---\n"
    (folder / "marked.md").write_text(head + "\n\n".join(body(person)))


def write_html(folder: Path, person: str) -> None:
    head = (
        '<title>Page report</title><meta property="og:title" content="Page report">'
        '<meta property="og:site_name" content="Daily Post">'
        '<meta property="article:published_time" content="2021-05-06T07:08:09Z">'
    )
    paragraphs = "".join(f"<p>{line}</p>" for line in body(person))
    page = f"<html><head>{head}</head><body><nav><a href=/>Menu</a></nav><article>{paragraphs}</article></body></html>"
    (folder / "page.html").write_text(page)


def write_pdf(folder: Path, person: str) -> None:
    lines = [line for text in body(person) for line in (text[:60].strip(), text[60:].strip())]
    (folder / "printed.pdf").write_bytes(made_pdf([["Printed report", "Something stands on the first page."], lines]))


def write_word(folder: Path, person: str) -> None:
    document = docx.Document()
    document.add_heading("Word report", 0)
    for line in body(person):
        document.add_paragraph(line)
    document.save(str(folder / "word.docx"))


def write_lines(folder: Path, person: str) -> None:
    said = {"title": "Line report", "text": "\n\n".join(body(person)), "published": "2022-07-08", "source": "Wire"}
    (folder / "lines.jsonl").write_text(json.dumps(said))


def write_email(folder: Path, person: str) -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = "Mail report", "Jane Doe <jane@example.org>"
    message["Date"] = "Fri, 09 Sep 2022 10:11:12 +0000"
    message.set_content("\n\n".join(body(person)))
    (folder / "mail.eml").write_bytes(message.as_bytes())


def write_feed(folder: Path, person: str) -> None:
    date = "Mon, 10 Oct 2022 01:02:03 GMT"
    text = " ".join(body(person))
    item = f"<item><title>Feed report</title><pubDate>{date}</pubDate><description>{text}</description></item>"
    (folder / "feed.xml").write_text(f"<rss version='2.0'><channel><title>Harbour News</title>{item}</channel></rss>")


FORMATS: dict[str, tuple[Callable[[Path, str], None], str | None, str | None, str | None, int | None]] = {
    "Text report": (write_text, "2019-02-10", "byline", None, None),
    "Markdown report": (write_markdown, "2020-03-04", "metadata", "The Gazette", None),
    "Page report": (write_html, "2021-05-06", "metadata", "Daily Post", None),
    "Printed report": (write_pdf, None, None, None, 2),
    "Word report": (write_word, None, None, None, None),
    "Line report": (write_lines, "2022-07-08", "metadata", "Wire", None),
    "Mail report": (write_email, "2022-09-09", "metadata", None, None),
    "Feed report": (write_feed, "2022-10-10", "metadata", "Harbour News", None),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> qa.Assistant:
    folder = tmp_path_factory.mktemp("articles")
    for person, (write, *_) in zip(PEOPLE, FORMATS.values(), strict=False):
        write(folder, person)
    index = tmp_path_factory.mktemp("index")
    return qa.open(index, folder, reader=FakeReader(*PEOPLE), embedder=FakeEmbedder())


def test_each_format_is_one_article_and_nothing_is_skipped(assistant: qa.Assistant) -> None:
    assert sorted(article.title for article in assistant.articles()) == sorted(FORMATS)
    assert assistant.update().skipped == []


@pytest.mark.parametrize("title", FORMATS)
def test_the_answer_says_where_it_stands(assistant: qa.Assistant, title: str) -> None:
    _, published, published_from, source, page = FORMATS[title]
    person = PEOPLE[list(FORMATS).index(title)]
    answer = assistant.ask("who is the mayor of the town?", qa.Filter(within=title))
    [citation] = answer.citations
    article = citation.article
    assert (answer.text, article.title, citation.page, article.source) == (person, title, page, source)
    assert article.published == (published and datetime.date.fromisoformat(published))
    assert article.published_from == published_from
    assert article.text[citation.start : citation.end] == person


def test_one_report_in_two_outlets_is_cited_twice_and_counts_once(tmp_path: Path) -> None:
    for outlet in ("The Gazette", "Daily Post"):
        head = f"---\ntitle: {outlet} report\nsource: {outlet}\n---\n"
        (tmp_path / f"{outlet}.md").write_text(head + "\n\n".join(body("Ida Jung")))
    reader, embedder = FakeReader("Ida Jung"), FakeEmbedder()
    with qa.open(tmp_path / "index", tmp_path, reader=reader, embedder=embedder) as assistant:
        answer = assistant.ask("who is the mayor of the town?")
        assert {citation.article.source for citation in answer.citations} == {"The Gazette", "Daily Post"}
        assert len({citation.article.cluster_id for citation in answer.citations}) == 1
        assert len(answer.nearest) == 1
