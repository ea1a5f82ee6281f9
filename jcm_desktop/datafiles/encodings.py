"""Which encoding a text file is in: announced, proved by its bytes, or the likeliest of those that loggers write.

Digits are the same in all of them but the wide ones, so a wrong guess spoils words
and not values; people see the words and can choose.
"""

from __future__ import annotations

import re

from jcm_desktop.datafiles.source import ENCODINGS, Source, mark_of
from jcm_desktop.domain.errors import UserError, WorldError

_LOOK = 512 * 1024
_JAPANESE = re.compile("[\uff01-\uff5e\u3040-\u30ff\u4e00-\u9fff\uff66-\uff9f]")
_COMMON_KANJI = re.compile(
    "[年月日時分秒電力量積算値計温度流熱圧受発瞬平均番号名単位所機器設備系統開始終了太陽光売買合現在状態]"
)
_CHINESE = re.compile("[年月日时分秒电力量计值表读数时间日期功率正向反有总温度流压号名称站点用户状态据采集]")
_RUSSIAN = re.compile("[оеаинтсрвлкмдпуя]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ODD_WEST = re.compile("[\u0080-\u009f¡¢£¤¥¦§¨©ª«¬®¯´¶¸¹º»¼½¾¿×÷ÐÞðþ]")


def likely_encodings(source: Source) -> tuple[str, ...]:
    """Encodings this file can be in, the likeliest first; the first is certain where it stands alone."""
    if source.format == "workbook":
        return ("utf-8",)
    try:
        with source.path.open("rb") as file:
            head = file.read(_LOOK)
    except OSError as error:
        raise WorldError("file.unreadable", str(source.path), detail=error.strerror or error) from error
    marked, _skip = mark_of(head)
    if marked:
        return (marked,)
    if wide := _wide(head):
        return (wide,)
    if b"\0" in head:
        raise UserError("data.binary", source.name, line=head[: head.index(b"\0")].count(b"\n") + 1)
    head = head[: head.rfind(b"\n") + 1] or head
    if _decodes(head, "utf-8"):
        return ("utf-8",) if not head.isascii() else ("utf-8", *ENCODINGS[3:])
    narrow = [one for one in ENCODINGS[3:] if _decodes(head, one)]
    return tuple(sorted(narrow, key=lambda one: -_likelihood(head, one))) or ("cp1252",)


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every other byte of digits and signs is zero."""
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    length = max(1, min(len(head), 4096) // 2)
    if odd > 0.4 * length and even < 0.05 * length:
        return "utf-16-le"
    if even > 0.4 * length and odd < 0.05 * length:
        return "utf-16-be"
    return ""


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _likelihood(data: bytes, encoding: str) -> float:
    """How much of what is not ASCII looks like words of the language."""
    text = data.decode(encoding)
    foreign = [one for one in text if one > "\x7f"]
    words = "".join(foreign)
    if not foreign:
        return 0.0
    if encoding == "cp932":
        return len(_COMMON_KANJI.findall(words)) * 1.5 / len(foreign) + len(_JAPANESE.findall(words)) / len(foreign) / 2
    if encoding == "gb18030":
        return len(_CHINESE.findall(words)) * 1.5 / len(foreign)
    if encoding in ("cp1251", "koi8-r"):
        letters = _CYRILLIC.findall(words)
        mixed = len(re.findall("(?:[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z])", text))
        if len(letters) < len(foreign) or mixed:  # no word has letters of both alphabets
            return 0.1
        return len(_RUSSIAN.findall(words)) * 1.6 / len(foreign)
    runs = re.findall("[\x80-\uffff]+", text)
    alone = sum(len(one) == 1 for one in runs) / len(runs)  # western words have a foreign letter now and then
    return 0.9 * alone * (1 - 0.5 * len(_ODD_WEST.findall(words)) / len(foreign))
