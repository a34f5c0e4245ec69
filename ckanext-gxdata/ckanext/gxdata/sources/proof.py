"""What holds for one pass over a source: whether its listing was proven whole, and that one record cannot end it.

Not here: what the proof is in each kind (``pagination.py``, ``dcat_pages.py``, the kinds themselves).
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ckanext.gxdata.core.errors import GxdataError
from ckanext.gxdata.core.records import Finding, RawRecord
from ckanext.gxdata.core.text import storable

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Proof:
    """Of one pass. It starts unproven, and an empty listing never is: nobody is to withdraw a whole catalog by it."""

    whole: bool = False


def counted(items: Iterable[RawRecord | Finding], proof: Proof) -> Iterator[RawRecord | Finding]:
    """Passes on what a single document lists; one that was read to a proven end, and lists any record, is whole."""
    some, cut = False, False
    for item in items:
        some = some or isinstance(item, RawRecord)
        cut = cut or (isinstance(item, Finding) and item.rule == "end-not-proven")
        yield item
    proof.whole = some and not cut


def shielded(read: Callable[[], RawRecord | Finding], guid: str, pointer: str) -> RawRecord | Finding:
    """The record, or a finding where reading it failed in a way nobody foresaw; errors of our own pass through."""
    try:
        return read()
    except GxdataError:
        raise
    except Exception as error:
        # The error's own words may hold values of the record; where it happened holds none.
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s could not be read: %s\n%s", pointer, type(error).__name__, place)
        message = f"这一条读取时出错（{type(error).__name__}），已跳过"
        hint = "请数源部门检查这一条；内容没有问题的，请管理员查看日志"
        return Finding("record-unreadable", message, "error", pointer, hint, storable(guid)[:200])
