"""The page that is answered while the database is away."""

from __future__ import annotations

import base64
import hashlib

from ckanext.gxdata.views.outage import _PAGE, _POLICY


def test_its_style_is_the_one_that_its_policy_allows() -> None:
    style = _PAGE.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" == _POLICY
    assert style
