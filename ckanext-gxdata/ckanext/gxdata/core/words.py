"""Plain text of a field, as people may enter it: readable, free of control signs, not endless (V9).

Not here: what the text should say; what a harvest brings, which is repaired and reported instead (``landing``).
"""

from __future__ import annotations

import re

from ckanext.gxdata.core.text import storable

LONGEST = 1_000

# U+FFFD; its UTF-8 bytes read as GBK (锟斤拷) or Latin-1 (ï¿½); uninitialised memory read as GBK; UTF-8 Chinese read as
# Latin-1 (a lead byte ä–é followed by two continuation bytes, several times over).
BROKEN = re.compile("\ufffd|锟斤拷|烫烫烫|屯屯屯|ï¿½|(?:[ä-é][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ¡-¿]{2}){2}")
_BROKEN_SIGN = re.compile("[\ufffd锟烫屯ïä-é]")
"""Every broken text has one; a class of signs is looked for in no time, a choice of sequences is not."""
_CONTROL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def broken_part(text: str) -> re.Match[str] | None:
    """Where the text is broken first."""
    return BROKEN.search(text) if _BROKEN_SIGN.search(text) else None


def fault(text: str, longest: int = LONGEST) -> str:
    """What is wrong, in Chinese; empty for a good text."""
    if storable(text) != text:
        return "含有数据库不能保存的字符，请删去后重新填写"
    if len(text) > longest:
        return f"有 {len(text)} 个字，最多 {longest} 个，请缩短"
    broken = broken_part(text)
    if broken:
        return f"“{text[max(0, broken.start() - 10) : broken.end() + 10]}”含有乱码，请从原文重新录入"
    control = _CONTROL.search(text)
    if control:
        return f"第 {control.start() + 1} 个字是不可见的控制字符，请删去"
    return ""
