"""The word side of search: BM25 over base forms of words, kept by tantivy, derived from the SQLite file."""

import errno
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Collection, Iterable
from pathlib import Path

import tantivy

from index.store.files import written_whole
from index.text.chunking import passage_text
from index.text.english import ENGLISH

__all__ = ["LexicalIndex", "save_lexical_index", "lexical_index_in_memory"]

_ANALYZER = "english"
_LONGEST_WORD = 60
_LONGEST_QUERY = 64
"""Different words of a query that count; a person's question has a dozen."""
_HEAP_BYTES = 64_000_000


class LexicalIndex:
    """Passages by their words. Safe to search from several threads."""

    def __init__(self, index: tantivy.Index) -> None:
        """Wrap an index of this module's making."""
        _register(index)
        self._schema = index.schema
        self._searcher = index.searcher()
        self._analyzer = _analyzer()

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """The index in `folder`, whose checksums the caller has verified.

        Raises:
            OSError, ValueError: its files were removed meanwhile, or cannot be read.
        """
        try:
            return cls(tantivy.Index.open(str(folder)))
        except ValueError:  # tantivy makes a file of its own there, which fails in a folder that cannot be written
            return cls._load_linked(folder)

    @classmethod
    def _load_linked(cls, folder: Path) -> "LexicalIndex":
        """The index in `folder` by way of links to its files, in a folder that goes away with the index."""
        linked = tempfile.mkdtemp(prefix="qa-words-")
        try:
            for file in folder.iterdir():
                if file.suffix != ".lock":
                    os.symlink(file, os.path.join(linked, file.name))
            found = cls(tantivy.Index.open(linked))
        except BaseException:
            shutil.rmtree(linked, ignore_errors=True)
            raise
        weakref.finalize(found, shutil.rmtree, linked, ignore_errors=True)
        return found

    def passage_ids(self) -> list[int]:
        """The ids of all passages in it."""
        if not self._searcher.num_docs:
            return []
        found = self._searcher.search(tantivy.Query.all_query(), limit=self._searcher.num_docs, count=False).hits
        ids = self._searcher.fast_field_values("pid", [address for _, address in found])
        return [int(pid) for pid in ids if pid is not None]

    def known(self, words: Iterable[str]) -> set[str]:
        """Those of some words that stand in a passage, in whatever form."""
        return {
            word
            for word in words
            if any(self._searcher.doc_freq("body", form) for form in self._analyzer.analyze(ENGLISH.lemmatize(word)))
        }

    def search(self, query: str, k: int, among: Collection[int] | None = None) -> list[tuple[int, float]]:
        """Up to `k` passages that share a word with `query`: passage ids with their BM25 scores, best first.

        With `among`, only passages with these ids are looked at.
        """
        words = list(dict.fromkeys(self._analyzer.analyze(ENGLISH.lemmatize(query))))[:_LONGEST_QUERY]
        if not words:
            return []
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "body", word)) for word in words]
        wanted = tantivy.Query.boolean_query(terms)
        if among is not None:
            inside = tantivy.Query.const_score_query(
                tantivy.Query.term_set_query(self._schema, "pid", list(among)), 0.0
            )
            wanted = tantivy.Query.boolean_query([(tantivy.Occur.Must, wanted), (tantivy.Occur.Must, inside)])
        found = self._searcher.search(wanted, limit=k, count=False).hits
        ids = self._searcher.fast_field_values("pid", [address for _, address in found])
        return [(int(pid), float(score)) for pid, (score, _) in zip(ids, found, strict=True) if pid is not None]


def lexical_index_in_memory(passages: Iterable[tuple[int, str, str]]) -> LexicalIndex:
    """A word index of these passages (id, article title, text) that leaves nothing on the disk."""
    index = tantivy.Index(_schema())
    _fill(index, passages)
    return LexicalIndex(index)


def save_lexical_index(
    folder: Path, passages: Iterable[tuple[int, str, str]], *, base: Path | None = None, gone: Iterable[int] = ()
) -> None:
    """Write a word index of these passages (id, article title, text) into the new `folder`, whole or not at all.

    Args:
        base: an intact earlier index to go on from; it is not changed. Its files are immutable, so they are linked.
        gone: ids of passages in `base` to leave out.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    with written_whole(folder) as unfinished:
        if base is None:
            unfinished.mkdir()
        else:
            shutil.copytree(base, unfinished, copy_function=_link, ignore=shutil.ignore_patterns("*.lock"))
        try:
            _fill(tantivy.Index(_schema(), str(unfinished)), passages, gone)
        except ValueError as error:
            raise _system_error(error, unfinished) from error
        readable = unfinished.stat().st_mode & 0o666
        for file in unfinished.iterdir():
            file.chmod(readable)  # tantivy lets nobody but the owner read some


def _fill(index: tantivy.Index, passages: Iterable[tuple[int, str, str]], gone: Iterable[int] = ()) -> None:
    _register(index)
    writer = index.writer(_HEAP_BYTES, num_threads=1)
    if removed := list(gone):
        # By query: by term, tantivy looks for a signed number, and finds none.
        writer.delete_documents_by_query(tantivy.Query.term_set_query(index.schema, "pid", removed))
    for pid, title, text in passages:
        document = tantivy.Document()
        document.add_unsigned("pid", pid)
        document.add_text("body", ENGLISH.lemmatize(passage_text(title, text)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def _system_error(error: ValueError, folder: Path) -> OSError:
    """The system's error that tantivy tells of in words: "… (os error 28)".

    Of one in a thread of its own it tells no more than that there was one; a disk with little space is full then.
    """
    said = re.search(r"os error (\d+)", str(error))
    number = int(said[1]) if said else errno.ENOSPC if shutil.disk_usage(folder).free < _HEAP_BYTES else None
    return OSError(str(error)) if number is None else OSError(number, os.strerror(number))


def _schema() -> tantivy.Schema:
    # The field is not called "id": tantivy's writer fails on a field of that name.
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("pid", indexed=True, fast=True)
    builder.add_text_field("body", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


def _analyzer(*, stem: bool = True) -> tantivy.TextAnalyzer:
    filters = [
        tantivy.Filter.remove_long(_LONGEST_WORD),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        *([tantivy.Filter.stemmer("english")] if stem else []),
    ]
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for each in filters:
        builder = builder.filter(each)
    return builder.build()


def _register(index: tantivy.Index) -> None:
    index.register_tokenizer(_ANALYZER, _analyzer())


def _link(source: str, target: str) -> None:
    """Share a segment's file between two indexes; tantivy replaces its `.json` files, so those are copied."""
    if not source.endswith(".json"):
        try:
            os.link(source, target)
            return
        except OSError:  # a file system without hard links
            pass
    shutil.copy2(source, target)
