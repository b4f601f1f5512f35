"""What kind of answer a question asks for, and whether a statement holds one."""

import re
from dataclasses import dataclass
from enum import StrEnum

_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[一二三四五六七八九十百千两]+)"
_SCALE = r"(?:\s?(?:万亿|亿|万|千|百万|trillion|billion|million|thousand|bn|tn|m|k))?"
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"


class Kind(StrEnum):
    """The kinds of answer that can be told from a question's words."""

    MONEY = "money"
    PERCENTAGE = "percentage"
    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    REASON = "reason"
    OTHER = "other"


_ASKED: tuple[tuple[Kind, str], ...] = (
    (Kind.REASON, r"为什么|为何|原因|\bwhy\b|reason"),
    (Kind.DATE, r"什么时候|何时|哪一?天|哪一?年|哪个?月|几月|几号|日期|\bwhen\b|(?:what|which) (?:date|day|year|month)"),
    (Kind.DURATION, r"多长时间|多久|多少(?:个)?(?:分钟|小时|天|年|周|月|秒)|几(?:个)?(?:分钟|小时|天|年|周|月)|\bhow long\b|how many (?:minutes|hours|days|weeks|months|years)"),
    (Kind.PERCENTAGE, r"百分之|百分比|比例|占比|份额|利润率|增长率|percent|\bmargin\b|\bshare of\b|market share|what share"),
    (Kind.MONEY, r"多少(?:钱|美元|元|欧元|英镑|日元|人民币)|金额|营收.*多少|收入.*多少|收入有多少|价格|售价|市值|估值|成本.*多少|\bhow much\b|\bprice\b|\bcost\b|\bworth\b|revenue|backlog"),
    (Kind.NUMBER, r"多少|几[个家名项只辆架]|多大|多高|多远|多重|\bhow (?:many|large|big|far|high|tall|fast)\b|number of"),
    (Kind.PERSON, r"谁|哪位|什么人|\bwho\b|\bwhom\b|\bwhose\b"),
    (Kind.ORGANISATION, r"哪家|哪些公司|什么公司|哪个(?:公司|机构|组织|部门)|(?:which|what) (?:company|bank|firm|agency|organi[sz]ation|supplier|operator)"),
    (Kind.PLACE, r"哪里|在哪|何处|什么地方|哪个(?:城市|国家|地区|省|州)|地址|\bwhere\b|(?:which|what) (?:city|country|place|region|state)|address"),
)  # fmt: skip

_HELD = {
    Kind.MONEY: rf"[$€£¥￥]\s?\d|{_NUMBER}{_SCALE}\s?(?:多|余)?\s?(?:美元|元|欧元|英镑|日元|港元|卢比|dollars?|euros?|pounds?|yuan|usd|eur|gbp|rmb)",
    Kind.PERCENTAGE: r"\d\s?%|\d\s?％|百分之|percent|per cent|倍|翻[倍番]|half|一半",
    Kind.DATE: rf"\d{{1,4}}\s?年|\d{{1,2}}\s?月|\d{{1,2}}\s?日|\b\d{{4}}\b|{_MONTHS}\.? \d|周[一二三四五六日]|昨[天日]|(?:mon|tues|wednes|thurs|fri|satur|sun)day",
    Kind.DURATION: rf"{_NUMBER}{_SCALE}\s?(?:多|余)?(?:个)?\s?(?:多)?(?:分钟|小时|天|年|周|月|日|秒|世纪)|{_NUMBER}[\s-](?:second|minute|hour|day|week|month|year)s?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|several)\s(?:minute|hour|day|week|month|year)s?",
    Kind.NUMBER: rf"{_NUMBER}|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand)\b",
    Kind.PERSON: r"[A-Z][\w'’]+(?:[ -][A-Z][\w.'’-]+)+|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,8}",
    Kind.REASON: r"因为?|由于|导致|源于|为了?|原因|because|due to|caused?|owing to|after|since|to \w+",
}

# A measure that is asked for by its noun wants one of its units.
_MEASURES = (
    (r"面积|\barea\b|square", r"平方|亩|公顷|square|sq|acres?|hectares?"),
    (r"重量|多重|\bweigh", r"吨|公斤|千克|克|斤|kg|tons?|tonnes?|pounds?|kilograms?"),
    (
        r"距离|多远|多高|高度|\bhow (?:far|tall|high)\b",
        r"米|公里|英里|英尺|km|miles?|met(?:er|re)s?|feet|foot|kilomet",
    ),
)

_UNIT_ASKED = re.compile(
    r"多少(?:个|万|亿)?([\u4e00-\u9fff]{1,4}?)(?=[的了是有？?，,。 ]|$|[\u4e00-\u9fff])|几([个家名项只辆架])"
)
_UNITS = frozenset(
    [
        "股",
        "名",
        "家",
        "项",
        "个",
        "人",
        "辆",
        "台",
        "架",
        "枚",
        "颗",
        "座",
        "次",
        "件",
        "吨",
        "米",
        "公里",
        "千米",
        "平方米",
        "平方英尺",
        "英里",
        "英尺",
        "兆瓦",
        "吉瓦",
        "千瓦",
        "分钟",
        "小时",
        "天",
        "年",
        "周",
        "月",
        "秒",
        "倍",
        "张",
        "本",
        "块",
        "艘",
        "只",
        "头",
        "位",
        "户",
        "亩",
        "公顷",
        "克",
        "千克",
        "公斤",
        "升",
        "元",
        "美元",
        "欧元",
        "国",
        "岁",
        "集",
        "场",
        "届",
        "条",
        "种",
        "层",
        "套",
        "部",
        "篇",
        "册",
        "页",
        "字",
        "步",
    ]
)


@dataclass(frozen=True, slots=True)
class Expectation:
    """The kind asked for by `question`; `unit` is a pattern of the unit wanted, or empty."""

    kind: Kind
    unit: str
    question: str

    @property
    def certain(self) -> bool:
        """Whether a text that does not meet it holds no answer; names are only guessed at."""
        return bool(self.unit) or (self.kind in _HELD and self.kind is not Kind.PERSON)

    def met_by(self, text: str) -> bool:
        """Whether the text holds an answer of this kind, other than what the question says itself.

        False where nothing in particular is asked for.
        """
        if self.unit:
            return self._says_new(_measured(self.unit), text)
        pattern = _HELD.get(self.kind)
        return pattern is not None and self._says_new(pattern, text)

    def _says_new(self, pattern: str, text: str) -> bool:
        flags = re.NOFLAG if self.kind is Kind.PERSON else re.IGNORECASE
        return any(match[0] not in self.question for match in re.finditer(pattern, text, flags))


def _measured(unit: str) -> str:
    return rf"{_NUMBER}{_SCALE}\s?(?:多|余)?[\s-]?个?(?:{unit})"


def expectation(question: str) -> Expectation:
    """What a question asks for, by its words."""
    kind = next(
        (kind for kind, pattern in _ASKED if re.search(pattern, question, re.IGNORECASE)),
        Kind.OTHER,
    )
    return Expectation(kind, _unit(question), question)


def _unit(question: str) -> str:
    for match in _UNIT_ASKED.finditer(question):
        rest = question[match.start(1) :] if match[1] else match[2]
        for length in (4, 3, 2, 1):
            if rest[:length] in _UNITS and rest[:length] not in {"个", "种", "年", "部", "元"}:
                return rest[:length]
    return next(
        (units for asked, units in _MEASURES if re.search(asked, question, re.IGNORECASE)), ""
    )
