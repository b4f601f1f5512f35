"""Rises and falls, in the words of both languages."""

import re

_UP = r"上?涨幅?|增长|增幅|上升|升幅|提高|增加|扩大|\bup|\bris(?:es?|en|ing)|\brose|\bgain(?:s|ed)?|\bgr[eo]wn?|\bgrowth|\bgrows|\bincreas(?:e|es|ed)|\bclimb(?:s|ed)?|\bjump(?:s|ed)?|\bsurg(?:e|es|ed)|\bsoar(?:s|ed)?|\badvanced?"
_DOWN = r"下?跌幅?|下降|降幅|下滑|减少|缩减|降低|\bdown|\bf[ae]ll(?:s|en|ing)?|\bdrop(?:s|ped)?|\bdeclin(?:e|es|ed)|\bdecreas(?:e|es|ed)|\bslid|\bslump(?:s|ed)?|\bshr[aiu]nk|\bplung(?:e|es|ed)|\bcut"
_BETWEEN = r"(?:了|为|近|约|超过?|逾|达|将近|大幅|累计|大致|大约|整整|已经?|了近|了约|by|about|nearly|almost|roughly|over|more|than|some|around|a|an|of|was|to|is|just|\s)*$"
_RISING = re.compile(rf"(?:{_UP}){_BETWEEN}", re.IGNORECASE)
_FALLING = re.compile(rf"(?:{_DOWN}){_BETWEEN}", re.IGNORECASE)
_REACHING = re.compile(r"(?:至|到|\bto)\s?(?:了|about|nearly|some|\s)*$", re.IGNORECASE)
_CHANGING = re.compile(rf"{_UP}|{_DOWN}|变化|差|多(?:了|出)|少了", re.IGNORECASE)
_ALONE_UP = re.compile(
    r"翻了?[一两二三四五六七八九十\d]*[番倍]|倍增|[增涨]长?了?(?:近|约|超过?)?一倍|doubl|tripl|quadrupl|fold",
    re.IGNORECASE,
)
_ALONE_DOWN = re.compile(r"halv|腰斩|减半", re.IGNORECASE)
_ADDED = re.compile(r"[增涨升]\S{0,4}$")
_NUMERAL = re.compile(r"[\d两二三四五六七八九十]")
_ASKED = re.compile(
    rf"^(?:{_UP}|{_DOWN})$|(?:{_UP}|{_DOWN}|变化)了?(?:多少|几|百分之)|(?:增长率|涨幅|跌幅|增幅|降幅|增速)"
    rf"|\bhow (?:much|far|fast)\b.*?(?:{_UP}|{_DOWN})|growth rate|by how much",
    re.IGNORECASE,
)


def speaks_of_change(text: str) -> bool:
    """Whether a text has a word for a rise or a fall."""
    return _CHANGING.search(text) is not None


def asks_for_change(text: str) -> bool:
    """Whether a question, or a word of it, asks by how much something rose or fell."""
    return _ASKED.search(text) is not None


def direction(text: str, start: int, end: int) -> int:
    """1 where the amount at `start:end` is what was gained, -1 what was lost, 0 a level."""
    before, said = text[max(0, start - 32) : start], text[start:end]
    if _ALONE_UP.search(before[-3:] + said):
        return 1
    if _ALONE_DOWN.search(said):
        return -1
    if _REACHING.search(before):
        return 0
    return int(bool(_RISING.search(before))) - int(bool(_FALLING.search(before)))


def growth(multiple: float, text: str, start: int) -> float:
    """Per cent gained by what became `multiple` times as much; 增长3倍 is a gain of three times."""
    added = _ADDED.search(text[:start]) and _NUMERAL.match(text, start)
    return 100 * (multiple if added else multiple - 1)
