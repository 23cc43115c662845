"""Registers the search engines, and chooses among them.

To add an engine, write a module beside `faiss_index.py` or `tantivy_index.py` and put one instance into a list here.
The first engine of a list writes the files of every index from the next update on, without embedding anything again;
the other engines only open files that they wrote before.
"""

from collections.abc import Sequence
from typing import TypeVar

from index.search.engine import DerivedDamaged, DerivedState, LexicalEngine, VectorEngine
from index.search.faiss_index import FaissEngine
from index.search.tantivy_index import TantivyEngine

__all__ = ["LEXICAL_ENGINES", "VECTOR_ENGINES", "lexical_engine", "vector_engine"]

VECTOR_ENGINES: list[VectorEngine] = [FaissEngine()]
LEXICAL_ENGINES: list[LexicalEngine] = [TantivyEngine()]

_Engine = TypeVar("_Engine", VectorEngine, LexicalEngine)


def vector_engine(state: DerivedState | None = None) -> VectorEngine:
    """Return the engine that wrote the files of `state`, or the engine that writes new files.

    Raises:
        DerivedDamaged: the engine that wrote the files is not registered.
    """
    return _engine(VECTOR_ENGINES, state)


def lexical_engine(state: DerivedState | None = None) -> LexicalEngine:
    """Return the engine that wrote the files of `state`, or the engine that writes new files.

    Raises:
        DerivedDamaged: the engine that wrote the files is not registered.
    """
    return _engine(LEXICAL_ENGINES, state)


def _engine(engines: Sequence[_Engine], state: DerivedState | None) -> _Engine:
    if state is None:
        return engines[0]
    for engine in engines:
        if engine.name == state.engine:
            return engine
    raise DerivedDamaged
