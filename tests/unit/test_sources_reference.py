"""The written reference says what the code takes, and the sources we ship fit it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ckanext.gxdata.sources.base import SourceConfig, open_source, source_kinds
from ckanext.gxdata.sources.reference import profiles_in, reference

ROOT = Path(__file__).resolve().parents[2]
PROFILES = profiles_in(ROOT / "config" / "sources" / "profiles")
SHIPPED = sorted((ROOT / "config" / "sources").glob("*.yaml"))


def test_the_reference_of_sources_is_up_to_date() -> None:
    written = (ROOT / "docs" / "reference" / "sources.md").read_text("utf-8")
    assert written == reference(PROFILES), "python -m ckanext.gxdata.sources.reference > docs/reference/sources.md"


def test_the_reference_says_what_a_kind_can_do_where_it_is_and_what_is_prepared_for_it() -> None:
    told = reference({"qinzhou": {"title": "钦州", "kind": "oportal_html"}})
    section = told.split("## `oportal_html`")[1].split("\n## ")[0]

    assert "- 地址（`url`）：" in section
    assert "能证明目录取全" in section
    assert "- 接口档案（`profile`）：`qinzhou`（钦州）\n" in section
    assert "- 接口档案（`profile`）：无\n" in told.split("## `dcat`")[1].split("\n## ")[0]


def test_every_kind_is_in_the_how_to() -> None:
    text = (ROOT / "docs" / "how-to" / "add-a-department.md").read_text("utf-8")
    assert [kind for kind in source_kinds() if f"`{kind}`" not in text] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_source_has_options_that_its_kind_takes(path: Path) -> None:
    source = yaml.safe_load(path.read_text("utf-8"))
    url = "/data" if source["kind"] == "files" else "http://127.0.0.1:5101"
    open_source(SourceConfig(source["name"], source["kind"], url, source["options"]))
