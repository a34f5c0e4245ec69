"""The mapping of one source: that of its file, with the constants of the source and people's answers laid over it.

Not here: how they are laid over (``core/mapping_lines``), where they are kept (``model``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ckanext.gxdata.core.codelists import CodeList
from ckanext.gxdata.core.errors import RuleError
from ckanext.gxdata.core.labels import Labels
from ckanext.gxdata.core.mapping_lines import MappingLine, with_defaults, with_lines
from ckanext.gxdata.core.mapping_rules import RecordMapping, compile_mapping
from ckanext.gxdata.dataset_fields import DatasetFields

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tailor:
    """What any mapping is compiled with."""

    codelists: Mapping[str, CodeList]
    fields: DatasetFields
    labels: Labels

    def compiled(self, name: str, document: Document) -> RecordMapping:
        """Raises ``RuleError`` whose pointer is the path inside the document."""
        return compile_mapping(name, self.fields.complete(document), self.codelists, self.fields.labels, self.labels)

    def laid_over(self, document: Document, defaults: Mapping[str, Any], lines: Iterable[MappingLine]) -> Document:
        """The document of the source's own mapping."""
        return with_lines(with_defaults(document, self._in_form(defaults)), lines, self.labels)

    def tailored(
        self, name: str, document: Document, defaults: Mapping[str, Any], lines: Iterable[MappingLine]
    ) -> RecordMapping:
        """Raises ``RuleError`` that names the constant or the answer at fault."""
        lines = tuple(lines)
        try:
            return self.compiled(name, self.laid_over(document, defaults, lines))
        except RuleError as error:
            raise self._blamed(name, document, defaults, lines) or error from error

    def _in_form(self, defaults: Mapping[str, Any]) -> dict[str, Any]:
        """A field that holds several values takes one as well, but not the other way round."""
        for field, value in defaults.items():
            if isinstance(value, list) and field not in self.fields.many:
                hint = "请只写一个值，不要写成列表"
                raise RuleError(f"“{field}”只能有一个值", pointer=f"defaults/{field}", hint=hint, rule="single-value")
        return {
            field: [value] if field in self.fields.many and not isinstance(value, list) else value
            for field, value in defaults.items()
        }

    def _blamed(
        self, name: str, document: Document, defaults: Mapping[str, Any], lines: tuple[MappingLine, ...]
    ) -> RuleError | None:
        """The first constant, else the first answer, that is a fault by itself."""
        for field, value in defaults.items():
            if error := self._fault(name, document, {field: value}, ()):
                message = f"采集源的缺省值“{field}: {str(value)[:50]}”不可用：{error.message}"
                return RuleError(message, pointer=f"defaults/{field}", hint=error.hint, rule=error.rule)
        for line in lines:
            if error := self._fault(name, document, defaults, (line,)):
                shown = f"{line.field} {line.value[:50]}".strip()
                message = f"映射回答“{shown} → {line.target[:50]}”不可用：{error.message}"
                return RuleError(message, pointer=f"lines/{shown}", hint=error.hint, rule=error.rule)
        return None

    def _fault(
        self, name: str, document: Document, defaults: Mapping[str, Any], lines: tuple[MappingLine, ...]
    ) -> RuleError | None:
        try:
            self.compiled(name, self.laid_over(document, defaults, lines))
        except RuleError as error:
            return error
        return None
