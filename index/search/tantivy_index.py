"""The lexical engine by tantivy, BM25 over lemmas: the only module that knows tantivy."""

import errno
import os
import re
import shutil
import tempfile
import weakref
from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np
import tantivy

from index.search.derived_files import written_state
from index.search.engine import DerivedDamaged, DerivedState, Ids, Scored
from index.store.files import is_intact, written_whole
from index.text.chunking import passage_text
from index.text.english import ENGLISH

__all__ = ["TantivyEngine", "TantivyIndex", "lexical_index_in_memory", "save_lexical_index"]

_ANALYZER = "english"
_LONGEST_WORD = 60
"""Characters. Nobody asks for longer runs of letters, such as encoded data, and they would fill the dictionary."""
_LONGEST_QUERY = 64
"""Different words of a query that are searched: a question has a dozen, and a pasted page should not take seconds."""
_HEAP_BYTES = 64_000_000
"""Memory of the writer, which writes a segment whenever the memory is full; fewer segments are searched faster."""


class TantivyIndex:
    """An open tantivy index. Safe to search from several threads."""

    def __init__(self, index: tantivy.Index) -> None:
        """Search an index that this module has written."""
        _register(index)
        self._schema = index.schema
        self._searcher = index.searcher()
        self._analyzer = _analyzer()

    @classmethod
    def load(cls, folder: Path) -> "TantivyIndex":
        """Open the index in `folder`, whose checksums the caller has verified.

        Raises:
            OSError, ValueError: the files were removed meanwhile, or cannot be read.
        """
        try:
            return cls(tantivy.Index.open(str(folder)))
        except ValueError:  # tantivy creates a lock file, which fails in a folder without write access
            return cls._load_linked(folder)

    @classmethod
    def _load_linked(cls, folder: Path) -> "TantivyIndex":
        """Open the index in `folder` through a temporary folder of links, which is removed with the opened index."""
        linked = tempfile.mkdtemp(prefix="qa-words-")
        try:
            for file in folder.iterdir():
                if file.suffix != ".lock":
                    os.symlink(file, os.path.join(linked, file.name))
            opened = cls(tantivy.Index.open(linked))
        except BaseException:
            shutil.rmtree(linked, ignore_errors=True)
            raise
        weakref.finalize(opened, shutil.rmtree, linked, ignore_errors=True)
        return opened

    def passage_ids(self) -> Ids:
        """Return the ids of all passages in the index, in rising order."""
        if not self._searcher.num_docs:
            return np.zeros(0, dtype=np.int64)
        hits = self._searcher.search(tantivy.Query.all_query(), limit=self._searcher.num_docs, count=False).hits
        ids = self._searcher.fast_field_values("pid", [address for _, address in hits])
        return np.sort(np.array([pid for pid in ids if pid is not None], dtype=np.int64))

    def known_words(self, words: Iterable[str]) -> set[str]:
        """Return those words that occur in a passage in any inflected form."""
        return {
            word
            for word in words
            if any(self._searcher.doc_freq("body", form) for form in self._analyzer.analyze(ENGLISH.lemmatize(word)))
        }

    def search(self, query: str, k: int, among: Collection[int] | None = None) -> Scored:
        """Return up to `k` passages that share a word with `query`, with their BM25 scores; see `LexicalIndex`."""
        words = list(dict.fromkeys(self._analyzer.analyze(ENGLISH.lemmatize(query))))[:_LONGEST_QUERY]
        if not words:
            return []
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "body", word)) for word in words]
        any_word = tantivy.Query.boolean_query(terms)
        if among is not None:
            allowed = tantivy.Query.const_score_query(
                tantivy.Query.term_set_query(self._schema, "pid", list(among)), 0.0
            )
            any_word = tantivy.Query.boolean_query([(tantivy.Occur.Must, any_word), (tantivy.Occur.Must, allowed)])
        hits = self._searcher.search(any_word, limit=k, count=False).hits
        ids = self._searcher.fast_field_values("pid", [address for _, address in hits])
        return [(int(pid), float(score)) for pid, (score, _) in zip(ids, hits, strict=True) if pid is not None]


class TantivyEngine:
    """Writes words into a folder of immutable segments; a merge links the existing segments, and adds one."""

    name = "tantivy"

    def open(self, folder: Path, state: DerivedState) -> TantivyIndex:
        """Open the folder; see `LexicalEngine.open`."""
        path = folder / state.name
        if not is_intact(path, state.checksums):
            raise DerivedDamaged
        try:
            return TantivyIndex.load(path)
        except (OSError, ValueError) as error:
            raise DerivedDamaged from error

    def in_memory(self, passages: Iterable[tuple[int, str, str]]) -> TantivyIndex:
        """Make an index of these passages in memory."""
        return lexical_index_in_memory(passages)

    def merge(
        self,
        folder: Path,
        name: str,
        base: DerivedState | None,
        *,
        added: Iterable[tuple[int, str, str]],
        deleted: Iterable[int],
        covered: int,
    ) -> DerivedState:
        """Write a folder with the passages of `base` and the changes since; see `LexicalEngine.merge`."""
        save_lexical_index(folder / name, added, base=folder / base.name if base else None, deleted=deleted)
        return written_state(folder, name, engine=self.name, covered=covered, base=base)


def lexical_index_in_memory(passages: Iterable[tuple[int, str, str]]) -> TantivyIndex:
    """Make an index of these passages (id, article title, text) in memory."""
    index = tantivy.Index(_schema())
    _fill(index, passages)
    return TantivyIndex(index)


def save_lexical_index(
    folder: Path, passages: Iterable[tuple[int, str, str]], *, base: Path | None = None, deleted: Iterable[int] = ()
) -> None:
    """Write an index of these passages (id, article title, text) into the new `folder`, whole or not at all.

    Args:
        folder: folder to write.
        passages: passages to add.
        base: an intact earlier index to start from; its files are immutable, so they are linked and never changed.
        deleted: ids of passages in `base` to leave out.

    Raises:
        OSError: the disk is full, or cannot be written.
    """
    with written_whole(folder) as unfinished:
        if base is None:
            unfinished.mkdir()
        else:
            shutil.copytree(base, unfinished, copy_function=_link, ignore=shutil.ignore_patterns("*.lock"))
        try:
            _fill(tantivy.Index(_schema(), str(unfinished)), passages, deleted)
        except ValueError as error:
            raise _system_error(error, unfinished) from error
        readable = unfinished.stat().st_mode & 0o666
        for file in unfinished.iterdir():
            file.chmod(readable)  # tantivy creates some files that only their owner can read


def _fill(index: tantivy.Index, passages: Iterable[tuple[int, str, str]], deleted: Iterable[int] = ()) -> None:
    """Delete passages by id from an index, and add others."""
    _register(index)
    writer = index.writer(_HEAP_BYTES, num_threads=1)
    if deleted_ids := list(deleted):
        # By query: a deletion by term looks for a signed number, and so matches no unsigned id.
        writer.delete_documents_by_query(tantivy.Query.term_set_query(index.schema, "pid", deleted_ids))
    for pid, title, text in passages:
        document = tantivy.Document()
        document.add_unsigned("pid", pid)
        document.add_text("body", ENGLISH.lemmatize(passage_text(title, text)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def _system_error(error: ValueError, folder: Path) -> OSError:
    """Return the system's error that tantivy quotes in the text of its own error, such as "… (os error 28)".

    For an error in the writer's thread, tantivy gives no reason; if little space is left, the disk was full.
    """
    match = re.search(r"os error (\d+)", str(error))
    number = int(match[1]) if match else errno.ENOSPC if shutil.disk_usage(folder).free < _HEAP_BYTES else None
    return OSError(str(error)) if number is None else OSError(number, os.strerror(number))


def _schema() -> tantivy.Schema:
    # Not "id": tantivy's writer fails on a field of that name.
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
    for token_filter in filters:
        builder = builder.filter(token_filter)
    return builder.build()


def _register(index: tantivy.Index) -> None:
    index.register_tokenizer(_ANALYZER, _analyzer())


def _link(source: str, target: str) -> None:
    """Link a segment's file into another index; tantivy rewrites its `.json` files, so they are copied."""
    if not source.endswith(".json"):
        try:
            os.link(source, target)
            return
        except OSError:  # a file system without hard links
            pass
    shutil.copy2(source, target)
