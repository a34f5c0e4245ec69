"""Functions that the paths of a mapping have beside those of JMESPath.

To add one: a method ``_func_<name>`` with its signature. Not here: transforms of a value (``transforms``), which work on
one field and cannot give a resource per word.
"""

from __future__ import annotations

from typing import Any

import jmespath
from jmespath import functions

from ckanext.gxdata.core import transforms
from ckanext.gxdata.core.text import as_text


class _Functions(functions.Functions):
    @functions.signature({"types": []})
    def _func_split(self, value: Any) -> list[str]:
        """``split(formats)``: the words of a text or of a list of texts (``"xlsx,csv"``, ``["xlsx", "csv"]``)."""
        texts = value if isinstance(value, list) else [value]
        return [word for each in texts for word in transforms.split(as_text(each).strip("[]【】"))]


OPTIONS = jmespath.Options(custom_functions=_Functions())
