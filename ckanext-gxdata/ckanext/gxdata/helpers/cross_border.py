"""Helper about 数据出境: what the dataset page says of limits, with the rule and where it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.gxdata import config
from ckanext.gxdata.core import cross_border
from ckanext.gxdata.helpers import codes


def gxdata_cross_border(package: Mapping[str, Any]) -> list[dict[str, Any]]:
    """``[{"review", "label", "message", "source", "certain", "because"}]``, the strictest first; empty: not concerned."""
    language = "en" if codes.language() == "en" else "zh"
    reviews = cross_border.cross_border_reviews(package, config.rulebook().cross_border)
    return [
        {
            "review": each.review,
            "label": codes.gxdata_code_label("cross_border_review", each.review),
            "message": each.message[language],
            "source": each.source,
            "certain": each.certainty == "high",
            "because": list(each.because),
        }
        for each in reviews
    ]
