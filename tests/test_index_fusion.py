"""Fusion of lexical and vector scores into one ranking."""

import doctest

import numpy as np
import pytest

import index.search.engine
import index.search.fusion
from index.search.fusion import fuse


def test_the_examples_in_the_docstrings_hold() -> None:
    for module in (index.search.engine, index.search.fusion):
        result = doctest.testmod(module, extraglobs={"np": np})
        assert (result.failed, result.attempted) == (0, 1)


def test_scores_are_a_weighted_sum_of_normalised_scores() -> None:
    fused = dict(fuse([(1, 10.0), (2, 5.0)], [(1, 0.4), (2, 0.8), (3, 0.2)], vector_weight=0.6))
    assert fused == pytest.approx({1: 0.4 + 0.3, 2: 0.2 + 0.6, 3: 0.15})


def test_the_best_comes_first_and_ties_keep_the_older_passage_first() -> None:
    assert [pid for pid, _ in fuse([(7, 2.0), (3, 2.0), (9, 4.0)], [], vector_weight=0.6)] == [9, 3, 7]


def test_a_passage_without_a_vector_counts_by_its_lexical_score_alone() -> None:
    fused = dict(fuse([(1, 10.0), (2, 9.0)], [(2, 0.5), (3, 0.1)], vector_weight=0.6))
    assert fused[1] == 1.0
    assert fused[2] == pytest.approx(0.4 * 0.9 + 0.6)


def test_a_query_without_an_indexed_word_counts_by_vectors_alone() -> None:
    assert fuse([], [(1, 0.5), (2, 0.25)]) == [(1, 1.0), (2, 0.5)]


def test_no_results_fuse_to_none_and_negative_cosines_count_as_zero() -> None:
    assert fuse([], []) == []
    assert fuse([], [(1, -0.2), (2, -0.1)]) == [(1, 0.0), (2, 0.0)]
