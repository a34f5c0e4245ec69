"""Vectors as the index holds them, and the embedder that is shipped as an example."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from ckanext.gxdata.core.hashed_embedder import HashedEmbedder
from ckanext.gxdata.core.semantic import DIMENSIONS, UnfitVector, fitted, text_of
from stack.paths import REPOSITORY


def likeness(one: str, other: str) -> float:
    first, second = (fitted(vector) for vector in HashedEmbedder().vectors([one, other]))
    return sum(a * b for a, b in zip(first, second, strict=True))


def test_the_schema_has_as_many_dimensions_as_the_code() -> None:
    schema = etree.parse(str(REPOSITORY / "config/search/schema-additions.xml"))
    assert schema.xpath("//fieldType[@name='knn_vector']/@vectorDimension") == [str(DIMENSIONS)] == ["512"]


def test_a_shorter_vector_is_filled_up_and_has_length_one() -> None:
    assert fitted([3, 4]) == (0.6, 0.8, *([0.0] * 510))


@pytest.mark.parametrize("vector", [[1.0] * 513, [1.0, math.nan], [math.inf]])
def test_a_vector_that_the_index_cannot_hold_is_refused(vector: list[float]) -> None:
    with pytest.raises(UnfitVector):
        fitted(vector)


@pytest.mark.parametrize("vector", [[], [0.0, 0.0]])
def test_a_text_that_the_model_knows_nothing_of_has_no_vector(vector: list[float]) -> None:
    assert fitted(vector) == ()


@example([5e-324, 5e-324])
@example([1e308, 1e308])
@given(st.lists(st.floats(-1e3, 1e3), max_size=DIMENSIONS))
def test_every_vector_that_is_held_has_length_one(vector: list[float]) -> None:
    assert not (made := fitted(vector)) or math.isclose(math.hypot(*made), 1, abs_tol=1e-3)


def test_the_text_of_a_dataset_is_its_title_summary_tags_and_columns() -> None:
    document = {"title": "甘蔗产量", "notes": "各市", "tags": ["糖", "农"], "gx_items": ["年份"], "res_url": ["http://x"]}
    assert text_of(document) == "甘蔗产量\n各市\n糖 农\n年份"
    assert text_of({"title": "题", "notes": None, "text": "不读"}) == "题"


def test_the_example_is_near_what_is_written_alike() -> None:
    assert likeness("高企", "高新技术企业名单") > HashedEmbedder.similar_from
    assert likeness("durian exprot", "export of durians") > HashedEmbedder.similar_from
    assert likeness("高企", "甘蔗产量") < HashedEmbedder.similar_from


def test_the_example_knows_no_meanings() -> None:
    assert likeness("番茄", "西红柿") < HashedEmbedder.similar_from


@given(st.text(max_size=60))
def test_the_example_has_a_vector_or_none_for_any_text(text: str) -> None:
    (vector,) = HashedEmbedder().vectors([text])
    assert len(fitted(vector)) in (0, DIMENSIONS)


def test_the_example_says_the_same_in_every_process() -> None:
    code = "from ckanext.gxdata.core.hashed_embedder import HashedEmbedder as H; print(H().vectors(['甘蔗 sugar']))"
    said = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout for _ in range(2)}
    assert said == {f"{HashedEmbedder().vectors(['甘蔗 sugar'])}\n"}
