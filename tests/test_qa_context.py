"""The sentences that are read around the passages of a search."""

from dataclasses import replace

import pytest
from fakes import article
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Hit
from index.text.chunking import estimated_tokens, split
from index.text.sentences import sentences
from qa.answering.context import READ_TOKENS, with_context

LONG = " ".join(f"This is sentence number {number} of the report." for number in range(40))
PIECES = ["Yes. ", "A", " B c.", "“Ja!” ", "\t", "Menu", "§ 5. ", "\n", "Mr. Ó went. "]


def found(source: Article, passage: str) -> Hit:
    start = source.text.index(passage)
    return Hit(source, start, start + len(passage), passage, 1.0)


def read(source: Article, passage: str) -> str:
    [hit] = with_context([found(source, passage)])
    assert hit.text == source.text[hit.start : hit.end]
    return hit.text


def test_the_sentences_around_a_passage_are_read_with_it() -> None:
    text = "Merin ruled Aldmoor.\n\nHe fled in May. Nobody knew where to. A ferry took him. It sank."
    assert read(article("a", text), "Nobody knew where to.") == text


def test_no_more_is_read_than_fits_and_as_much_before_as_after() -> None:
    numbered = [f"This is sentence number {number} of the report." for number in range(100)]
    text = " ".join(numbered)
    around = read(article("a", text), numbered[50])
    first, last = (numbered.index(f"{part.strip('. ')}.") for part in (around.split(".")[0], around.split(".")[-2]))
    assert (50 - first, last - 50) in {(n, n) for n in range(5, 50)} | {(n + 1, n) for n in range(5, 50)}
    assert READ_TOKENS - 15 < estimated_tokens(around) <= READ_TOKENS


def test_what_is_read_around_a_better_passage_is_not_read_again() -> None:
    text = "Merin ruled Aldmoor. He fled in May. Nobody knew where to."
    one, other = article("a", text), article("b", text)
    hits = [found(one, "He fled in May."), found(one, "Nobody knew where to."), found(other, "Merin ruled Aldmoor.")]
    assert [(hit.article.id, hit.text) for hit in with_context(hits)] == [(one.id, text), (other.id, text)]


def test_boilerplate_separates_what_is_read_together() -> None:
    text = "Harbour closed\n\nShare this story\n\nThe harbour closed. It rained.\n\nRelated stories\n\nBridge opened."
    assert read(article("a", text), "It rained.") == "The harbour closed. It rained."


def test_no_sentence_is_cut_where_the_text_around_is_long() -> None:
    long = "word " * 380 + "end."
    text = f"{long} {long} It rained. {long} {long}"
    assert read(article("a", text), "It rained.") == "It rained."


def test_enough_is_read_and_near_duplicates_come_along() -> None:
    def hits(*cluster_ids: str) -> list[Hit]:
        articles = [
            replace(article(f"{n}", f"Title\n\n{LONG} It rained."), cluster_id=cluster_id)
            for n, cluster_id in enumerate(cluster_ids)
        ]
        return [found(source, "It rained.") for source in articles]

    different = with_context(hits(*(f"cluster {number}" for number in range(30))))
    most = len(different)
    tokens = [estimated_tokens(hit.text) for hit in different]
    assert 2000 - tokens[0] < sum(tokens) <= 2000
    with_near_duplicates = with_context(hits(*["cluster"] * 8, *(f"cluster {number}" for number in range(30))))
    assert len(with_near_duplicates) == 7 + most
    assert len(with_context(hits(*[""] * 30))) == most


def test_other_parts_of_a_near_identical_report_count_as_what_they_are() -> None:
    parts = [
        " ".join(f"Part {part}: {number} of it was of kind {part}{number}." for number in range(30))
        for part in range(30)
    ]
    report = article("report", "\n\n".join(parts))
    texts = [replace(report, id=f"{number}", cluster_id="cluster") for number in range(30)]
    apart = with_context([found(source, part.split(". ")[15]) for source, part in zip(texts, parts, strict=True)])
    assert sum(estimated_tokens(hit.text) for hit in apart) <= 2000


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n\n"])
@given(st.lists(st.sampled_from(PIECES), max_size=80))
def test_what_is_read_holds_its_passage_and_whole_sentences(line_end: str, parts: list[str]) -> None:
    source = article("a", ("Title\n" + "".join(parts)).replace("\n", line_end))
    edges = {edge for span in sentences(source.text) for edge in span}
    for start, end in split(source.text):
        [hit] = with_context([Hit(source, start, end, source.text[start:end], 0.5)])
        assert hit.start <= start < end <= hit.end
        assert hit.text == source.text[hit.start : hit.end]
        assert {hit.start, hit.end} - {start, end} <= edges
        assert estimated_tokens(hit.text) <= max(READ_TOKENS, estimated_tokens(source.text[start:end]))
