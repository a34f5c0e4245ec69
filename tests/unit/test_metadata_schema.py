"""The schema holds the whole metadata model, each field in a section of the form, in the reference, and known to mappings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.gxdata import rulebook
from ckanext.gxdata.core import values
from ckanext.gxdata.dataset_fields import SCHEMA_FILE, dataset_fields
from ckanext.gxdata.views.forms import DATASET_STEPS, RESOURCE_STEPS, Step

ROOT = Path(__file__).resolve().parents[2]
SCHEMA: dict[str, Any] = yaml.safe_load(SCHEMA_FILE.read_text(encoding="utf-8"))
DATASET = {field["field_name"]: field for field in SCHEMA["dataset_fields"]}
RESOURCE = {field["field_name"]: field for field in SCHEMA["resource_fields"]}

# Metadata model §1, in its order, under its names (bbox / geometry is `spatial`; tags are `tag_string` in forms).
MODEL = """
title title_translated name resource_code source_identifier notes owner_org provider_code provider_inner_unit
contact_name contact_phone contact_email catalog_class theme industry zone subzone region admin_level spatial
temporal_start temporal_end tag_string language update_frequency issued modified share_type share_condition share_mode
open_type open_condition closed_reason data_grade general_level classification_object contains_personal_info
contains_sensitive_pi desensitisation cross_border_sensitive license_id quality_score record_count provenance
source_system legal_basis related_codes version
""".split()  # noqa: SIM905
# Features S24 (registration, authorised operation), S33 (rights), S26 (enterprise and social data), S17 (who answers), S27.
FEATURES = """
notes_translated registration_code registration_authority authorised_operation authorised_operator authorisation_start
authorisation_end disclosure_url rights_holder liability own_terms provider_kind content_responsible
safety_responsible cross_border_note partner_countries hs_chapters spatial_crs zone_override
""".split()  # noqa: SIM905
# Metadata model §2 (media_type is CKAN's mimetype).
MODEL_OF_RESOURCES = """
name description resource_type format_class format media_type mimetype url access_url size hash hash_algorithm
encoding delimiter header_rows sheet row_count period_start period_end api_doc api_auth api_rate_limit conforms_to
schema
""".split()  # noqa: SIM905
INTERNAL = {"subzone", "record_count", "quality_score", "zone_override", "source_values", "lineage"}


@pytest.mark.parametrize("field", [*MODEL, *FEATURES])
def test_every_field_of_the_model_is_declared(field: str) -> None:
    assert field in DATASET


@pytest.mark.parametrize("field", MODEL_OF_RESOURCES)
def test_every_field_of_a_resource_is_declared(field: str) -> None:
    assert field in RESOURCE


def test_every_field_has_a_chinese_and_an_english_name() -> None:
    for field in (*DATASET.values(), *RESOURCE.values()):
        assert field["label"].get("en") and field["label"].get("zh_Hans_CN"), field["field_name"]


@pytest.mark.parametrize(("steps", "fields"), [(DATASET_STEPS, DATASET), (RESOURCE_STEPS, RESOURCE)])
def test_every_field_is_in_one_step_of_its_form_or_internal(steps: tuple[Step, ...], fields: dict[str, Any]) -> None:
    shown = [field for step in steps for field in (*step.usual, *step.rare)]
    internal = {name for name, field in fields.items() if field.get("form_snippet", "") is None}
    assert len(shown) == len(set(shown))
    assert set(shown) == set(fields) - internal


def test_what_must_be_filled_in_is_never_folded_away_and_comes_before_what_need_not() -> None:
    for step in DATASET_STEPS:
        needed = [bool(DATASET[name].get("required")) for name in step.usual]
        assert not any(DATASET[name].get("required") for name in step.rare), step.id
        assert needed[0] or not any(needed), step.id


def test_the_form_explains_every_field_it_shows() -> None:
    for field in (*DATASET.values(), *RESOURCE.values()):
        if field.get("form_snippet", "") is not None:
            said = field.get("help_text", {})
            assert said.get("en") and said.get("zh_Hans_CN"), field["field_name"]


def test_what_is_internal_or_computed_is_in_no_form() -> None:
    assert {name for name, field in DATASET.items() if field.get("form_snippet", "") is None} >= INTERNAL


def test_every_code_list_that_is_named_exists() -> None:
    known = rulebook.load(ROOT / "config").codelists
    named = {field["code_list"] for field in (*DATASET.values(), *RESOURCE.values()) if "code_list" in field}
    assert named <= known.keys()


def test_every_check_of_values_belongs_to_a_field_that_uses_it() -> None:
    document = yaml.safe_load((SCHEMA_FILE.parent / "presets.yaml").read_text(encoding="utf-8"))
    presets = {preset["preset_name"]: preset["values"] for preset in document["presets"]}
    for name in values.CHECKS:
        field = RESOURCE[name.removeprefix("resources.")] if name.startswith("resources.") else DATASET[name]
        used = field.get("validators") or presets[field["preset"]]["validators"]
        assert "gxdata_value" in used.split(), name


def test_a_mapping_may_fill_every_field_a_source_can_know() -> None:
    labels = dataset_fields().labels
    computed = {"name", "owner_org", "tag_string", "subzone", "quality_score", "record_count"}
    assert set(MODEL) - computed <= labels.keys()
    assert "tags" in labels
    assert {f"resources.{field}" for field in MODEL_OF_RESOURCES} <= labels.keys()


def test_the_reference_lists_every_field() -> None:
    text = (ROOT / "docs" / "reference" / "metadata.md").read_text(encoding="utf-8")
    for name, field in (*DATASET.items(), *RESOURCE.items()):
        assert f"| `{name}` | {field['label']['zh_Hans_CN']} |" in text, name
