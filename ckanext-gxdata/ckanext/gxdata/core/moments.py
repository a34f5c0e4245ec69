"""Dates and times in every form that portals were seen to send (harvest formats §3.1); wall time is Asia/Shanghai.

Written they are in that zone too. Not here: "now", and whether a date makes sense for its field.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from ckanext.gxdata.core.text import key

SHANGHAI = ZoneInfo("Asia/Shanghai")
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_YEARS = range(1900, 2101)

# After NFKC and case folding, so "T", "Z" and full-width digits need no forms of their own.
_DATE = (
    r"(?P<y>\d{4})(?:(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})"
    r"| ?年 ?(?P<m2>\d{1,2}) ?月 ?(?P<d2>\d{1,2}) ?[日号])"
)
_TIME = r"(?P<h>\d{1,2})(?: ?[:时点] ?(?P<mi>\d{1,2})(?: ?[:分] ?(?P<s>\d{1,2})(?:[.,](?P<f>\d+))? ?秒?| ?分)?|[时点])"
_ZONE = r" ?(?P<z>z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})"
_WRITTEN = re.compile(rf"{_DATE}(?:[ t]?{_TIME}(?:{_ZONE})?)?")
_DIGITS = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:t?(?P<h>\d{2})(?P<mi>\d{2})(?P<s>\d{2})?(?:\d{3})?)?")
_EPOCH_FORM = re.compile(r"-?\d{9,10}(?:\.\d+)?|-?\d{12,13}")


@lru_cache(maxsize=8_192)
def parse(text: str) -> datetime:
    """The moment, with time zone Asia/Shanghai; a bare date is its midnight.

    Raises ``ValueError`` (Chinese) for another form, an impossible date (31 February) or a year outside 1900–2100.
    """
    plain = key(text)
    try:
        moment = _parse(plain)
    except (OverflowError, ValueError) as error:
        raise ValueError(f"“{text[:50]}”不是可能的日期") from error
    if moment is None:
        raise ValueError(f"“{text[:50]}”不是能识别的日期")
    if moment.year not in _YEARS:
        raise ValueError(f"“{text[:50]}”的年份不在 1900–2100 之间")
    return moment


def written(moment: datetime) -> str:
    """For answers and pages: ISO 8601 to the second, Asia/Shanghai; one without time zone is UTC, as CKAN keeps them."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return aware.astimezone(SHANGHAI).isoformat(timespec="seconds")


def parse_date(text: str) -> date:
    """The day in Asia/Shanghai. Raises as ``parse`` does."""
    return parse(text).date()


def _parse(plain: str) -> datetime | None:
    match = _WRITTEN.fullmatch(plain)
    if match:
        return _from_parts(match)
    # Twelve digits are a written moment when they begin with a likely year, else milliseconds.
    digits = _DIGITS.fullmatch(plain)
    if digits and (int(digits["y"]) in _YEARS or len(plain) != 12):
        return _from_parts(digits)
    if _EPOCH_FORM.fullmatch(plain):
        seconds = float(plain) if len(plain.lstrip("-").split(".")[0]) <= 10 else int(plain) / 1000
        return (_EPOCH + timedelta(seconds=seconds)).astimezone(SHANGHAI)
    return None


def _from_parts(match: re.Match[str]) -> datetime:
    part = match.groupdict()
    fraction = (part.get("f") or "").ljust(6, "0")[:6]
    moment = datetime(
        int(part["y"]),
        int(part["m"] or part["m2"]),
        int(part["d"] or part["d2"]),
        int(part["h"] or 0),
        int(part["mi"] or 0),
        int(part["s"] or 0),
        int(fraction),
    )
    zone = part.get("z")
    return moment.replace(tzinfo=_zone(zone)).astimezone(SHANGHAI) if zone else moment.replace(tzinfo=SHANGHAI)


def _zone(text: str) -> timezone:
    if text in ("z", "utc", "gmt"):
        return timezone.utc
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
