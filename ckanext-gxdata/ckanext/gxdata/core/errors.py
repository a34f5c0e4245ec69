"""Errors of a harvest, as a tree by *recovery*: what the caller can do decides the class, not what went wrong.

Here: what may be raised between the core, the sources and the harvest. Not here: findings (``records.Finding``), which
are facts about data that is carried on with.

=============  ==========================================================================================
raise          when
=============  ==========================================================================================
RetriableError the same call may succeed later: time-out, connection refused, 429, 5xx
FatalError     this run cannot go on: wrong configuration, a login page in place of the list, broken JSON of a page
RecordError    one record (or one file) is unusable, the others are not: no identifier, no title, undecodable
=============  ==========================================================================================
"""

from __future__ import annotations


class GxdataError(Exception):
    """Base of all. ``message`` is Chinese and complete; ``pointer`` names field, line or place; ``hint`` says what to do."""

    def __init__(self, message: str, *, pointer: str = "", hint: str = "", rule: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.pointer = pointer
        self.hint = hint
        self.rule = rule or type(self).__name__


class FatalError(GxdataError):
    """The run ends as failed; nothing that is already in the catalog is touched."""


class RetriableError(GxdataError):
    """Try the same call again after a pause; when the tries are used up it counts as fatal."""


class RecordError(GxdataError):
    """Costs this record only; it becomes an error finding of the job."""


class RuleError(GxdataError):
    """A file under ``config/`` is wrong. ``pointer`` is ``file:line``. Raised at start, never in the middle of a run."""

    def __str__(self) -> str:
        place = f"{self.pointer}：" if self.pointer else ""
        return f"{place}{self.message}。{self.hint}" if self.hint else f"{place}{self.message}"
