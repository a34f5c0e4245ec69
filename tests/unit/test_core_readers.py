"""Who finds a dataset: core and important data is for few, even where its row says that it is public."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.gxdata.core import readers

PROTECTED = [
    "gxdata-collaborator-d", "gxdata-editor-o", "gxdata-editor-all", "gxdata-reviewer-o", "gxdata-reviewer-all",
    "gxdata-keeper-o", "gxdata-keeper-all",
]  # fmt: skip


def labels(usual: list[str], **fields: Any) -> list[str]:
    return readers.of_dataset({"id": "d", "owner_org": "o", "private": True, **fields}, usual)


@pytest.mark.parametrize("grade", ["core", "important", "not-a-grade"])
@pytest.mark.parametrize(("private", "usual"), [(True, ["member-o", "collaborator-d"]), (False, ["public"])])
def test_protected_data_is_for_editors_reviewers_and_keepers_whatever_its_row_says_of_private(
    grade: str, private: bool, usual: list[str]
) -> None:
    assert labels(usual, data_grade=grade, private=private) == PROTECTED


@pytest.mark.parametrize("grade", ["general", "", None])
def test_general_data_keeps_ckans_labels_and_shows_to_reviewers_what_is_not_public(grade: Any) -> None:
    assert labels(["public"], data_grade=grade, private=False) == ["public"]
    assert labels(["member-o"], data_grade=grade) == ["member-o", "gxdata-reviewer-o", "gxdata-reviewer-all"]


def test_protected_data_without_a_department_is_its_creators() -> None:
    assert labels(["creator-u"], data_grade="core", owner_org=None) == [
        "creator-u", "gxdata-collaborator-d", "gxdata-editor-all", "gxdata-reviewer-all", "gxdata-keeper-all",
    ]  # fmt: skip


def test_a_role_for_every_department_has_a_label_of_its_own() -> None:
    assert (readers.label("reviewer", "o"), readers.label("reviewer", "")) == ("gxdata-reviewer-o", "gxdata-reviewer-all")
