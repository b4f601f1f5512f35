"""A supported claim made false in one way."""

import random
import re
from collections.abc import Callable, Mapping, Sequence

from index.concepts import concepts
from index.words import fold
from rag.quantities import dates, quantities
from rag.verification.mentions import Mention, acting
from rag.verification.names import known_names, names
from rag.verification.polarity import patterns

_HAN = re.compile(r"[\u3400-\u9fff]")
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_UNITS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\bmillion\b", ("billion", "thousand")),
    (r"\bbillion\b", ("million", "trillion")),
    (r"\bthousand\b", ("million",)),
    (r"%|\bper ?cent\b", (" percentage points", " times")),
    (r"\bdollars\b", ("euros", "yuan", "pounds")),
    (r"\byuan\b", ("dollars", "yen")),
    (r"\beuros\b", ("dollars", "yuan")),
    (r"\bpounds\b", ("dollars", "yuan")),
    (r"(?<=\d )years\b", ("months", "days")),
    (r"(?<=\d )months\b", ("years", "weeks")),
    (r"(?<=\d )days\b", ("hours", "months")),
    (r"(?<=\d )hours\b", ("minutes", "days")),
    (r"(?<=\d )minutes\b", ("hours", "seconds")),
    (r"\b(?:kilometers|kilometres|km)\b", ("miles", "meters")),
    (r"\bmiles\b", ("kilometers", "feet")),
    (r"\b(?:meters|metres)\b", ("kilometers", "feet")),
    (r"\$(?=\d)", ("€", "£")),
    (r"£(?=\d)", ("$", "€")),
    (r"€(?=\d)", ("$", "£")),
    (r"(?<=\d)[多余]?亿", ("万",)),
    (r"(?<=\d)[多余]?万(?!亿)", ("亿", "")),
    (r"(?<=\d)%", ("个百分点", "倍")),
    (r"美元", ("欧元", "日元")),
    (r"欧元", ("美元", "英镑")),
    (r"英镑", ("美元", "欧元")),
    (r"(?<=[\d万亿千百])元", ("美元", "欧元")),
    (r"(?<=\d)(?:公里|千米)", ("英里", "米")),
    (r"(?<=\d)英里", ("公里",)),
    (r"(?<=\d)米", ("公里", "英尺")),
    (r"(?<=\d)个?小时", ("天", "分钟")),
    (r"(?<=\d)分钟", ("小时", "秒")),
    (r"(?<=\d)天", ("小时", "个月")),
    (r"(?<=\d)个月", ("年", "天")),
    (r"(?<=\d{2})吨|(?<=万)吨", ("公斤",)),
)
_TURNS = (
    ("rose", "fell"),
    ("rises", "falls"),
    ("rising", "falling"),
    ("risen", "fallen"),
    ("increased", "decreased"),
    ("increases", "decreases"),
    ("increase", "decrease"),
    ("increasing", "decreasing"),
    ("grew", "shrank"),
    ("doubled", "halved"),
    ("jumped", "plunged"),
    ("上升", "下降"),
    ("上涨", "下跌"),
    ("增长", "下降"),
    ("增加", "减少"),
    ("提高", "降低"),
    ("增至", "降至"),
    ("升至", "降至"),
    ("翻倍", "减半"),
)
RISES = tuple(one for one, _ in _TURNS)
_OPPOSITES = tuple(pair for one, other in _TURNS for pair in ((one, other), (other, one)))
_NEGATABLE = re.compile(
    r"\b(?:is|are|was|were|will|would|can|could|has|have|had|should|must|did|does|do)\b(?! (?:not|only|just|merely|simply)\b|n['’]t)"
)
_NEGATABLE_ZH = re.compile(
    r"(?<![不没未可但只还就要总正若凡于])(?:是(?!否|非)|会(?![议员见谈上长])|能(?![力源量够])|可以|应该|已经?(?!有|无))"
)


def numbered(claim: str, draw: random.Random, _pool: Sequence[str]) -> str | None:
    """One number changed, its unit and form kept."""
    found = [
        q for q in quantities(claim) if q.unit != "clock" and _FIGURE.search(claim, q.start, q.end)
    ]
    if not found:
        return None
    chosen = draw.choice(found)
    match = next(_FIGURE.finditer(claim, chosen.start, chosen.end))
    fresh = _other_number(match[0], draw)
    return claim[: match.start()] + fresh + claim[match.end() :]


def _other_number(written: str, draw: random.Random) -> str:
    """A number of the same form: another leading figure, a small step, or far larger or smaller."""
    value, decimals = float(written.replace(",", "")), len(written.partition(".")[2])
    for _ in range(50):
        factor = draw.choice([0.3, 0.5, 0.7, 1.3, 1.5, 2.0, 3.0, 10.0])
        fresh = round(value * factor + draw.choice([0, 1, -1, 2]), decimals)
        if fresh > 1 and abs(fresh - value) > 0.12 * value:
            return f"{fresh:,.{decimals}f}" if "," in written else f"{fresh:.{decimals}f}"
    return f"{value * 3 + 1:.{decimals}f}"


def remeasured(claim: str, draw: random.Random, _pool: Sequence[str]) -> str | None:
    """One unit, scale or currency changed."""
    spans = [(q.start, q.end + 2) for q in quantities(claim)]
    options = [
        (m, other)
        for pattern, others in _UNITS
        for m in re.finditer(pattern, claim)
        if any(start <= m.start() < end for start, end in spans)
        for other in others
    ]
    if not options:
        return None
    match, other = draw.choice(options)
    return claim[: match.start()] + other + claim[match.end() :]


def redated(claim: str, draw: random.Random, _pool: Sequence[str]) -> str | None:
    """One part of a date changed."""
    found = [w for w in dates(claim) if w.relative is None and "年代" not in claim[w.start : w.end]]
    if not found:
        return None
    chosen = draw.choice(found)
    written = claim[chosen.start : chosen.end]
    fresh = _other_date(written, draw)
    return None if fresh == written else claim[: chosen.start] + fresh + claim[chosen.end :]


def _other_date(written: str, draw: random.Random) -> str:
    for names_of in (_MONTHS, _DAYS):
        held = [name for name in names_of if re.search(rf"\b{name[:3]}", written)]
        if held and (draw.random() < 0.5 or not _FIGURE.search(written)):
            other = draw.choice([name for name in names_of if name != held[0]])
            return re.sub(rf"\b{held[0][:3]}[a-z]*", other, written, count=1)
    if match := re.search(r"(?<=周)[一二三四五六日]|(?<=星期)[一二三四五六日天]", written):
        other = draw.choice([c for c in "一二三四五六" if c != match[0]])
        return written[: match.start()] + other + written[match.end() :]
    figures = list(re.finditer(r"\d+", written))
    if not figures:
        return written
    match = draw.choice(figures)
    value = int(match[0])
    most = 12 if written[match.end() :].lstrip()[:1] == "月" else 28
    fresh = (
        value + draw.choice([-7, -3, -2, -1, 1, 2, 3, 6])
        if value > 31
        else draw.choice([n for n in range(1, most + 1) if n != value])
    )
    return written[: match.start()] + str(fresh) + written[match.end() :]


def renamed(claim: str, draw: random.Random, pool: Sequence[str]) -> str | None:
    """One name replaced by one of the same language from elsewhere."""
    own = [name for name in _certain(claim) if name in pool and name in claim]
    if not own:
        return None
    name = draw.choice(own)
    han = bool(_HAN.search(name))
    known = fold(claim).lower()
    sample = draw.sample(list(pool), min(200, len(pool)))
    others = [o for o in sample if bool(_HAN.search(o)) == han and o.lower() not in known]
    return claim.replace(name, draw.choice(others)) if others else None


def _certain(text: str) -> list[str]:
    found = [*names(text), *known_names(text, concepts)]
    return [name for name in found if len(name) > 2 - bool(_HAN.search(name)) and name.isalpha()]


def certain_names(texts: Sequence[str]) -> list[str]:
    """Names that are never written as ordinary words, and Chinese ones that the table knows."""
    ordinary = {word for text in texts for word in re.findall(r"\b[a-z]+\b", text)}
    found = {fold(name) for text in texts for name in _certain(text)}
    return sorted(
        name
        for name in found
        if (
            any(c.named and c.proper for c in concepts(name))
            if _HAN.search(name)
            else _rare(name, ordinary)
        )
    )


def _rare(name: str, ordinary: set[str]) -> bool:
    plain = name.lower()
    return (
        not {plain, plain.removesuffix("s"), plain.removesuffix("ed"), plain.removesuffix("ing")}
        & ordinary
    )


def swapped(claim: str, draw: random.Random, _pool: Sequence[str]) -> str | None:
    """Two names with a verb between them in each other's place."""
    options = acting(claim, concepts)
    if not options:
        return None
    return exchanged(claim, *draw.choice(options))


def exchanged(claim: str, one: Mention, other: Mention) -> str:
    """The claim with two of its names in each other's place."""
    first, second = (claim[name.start : name.start + len(name.name)] for name in (one, other))
    between = claim[one.start + len(first) : other.start]
    return claim[: one.start] + second + between + first + claim[other.start + len(second) :]


def negated(claim: str, draw: random.Random, _pool: Sequence[str]) -> str | None:
    """A negation put in, or where there is one taken out."""
    if re.search(r"[?？]|是否|无论|不管|whether", claim):
        return None
    han = bool(_HAN.search(claim))
    taken = _taken_out(claim, han=han)
    if taken is not None and draw.random() < 0.7:
        return taken
    matches = list((_NEGATABLE_ZH if han else _NEGATABLE).finditer(claim))
    if not matches:
        return taken
    match = matches[0]
    if not han:
        return f"{claim[: match.end()]} not{claim[match.end() :]}"
    fresh = "尚未" if match[0].startswith("已") else f"不{match[0]}"
    return claim[: match.start()] + fresh + claim[match.end() :]


def _taken_out(claim: str, *, han: bool) -> str | None:
    language = "zh" if han else "en"
    if patterns()[f"no_negations_{language}"].search(claim):
        return None
    pattern = (
        r"(?:没有|并未|尚未|从未|不(?=[会能是可应想愿得]))(?!会?超过|会?低于|会?少于)"
        if han
        else r"\s(?:not|never)\b|n['’]t\b"
    )
    found = list(re.finditer(pattern, claim))
    if len(found) != 1:
        return None
    match = found[0]
    before = claim[: match.start()]
    if match[0].startswith("n"):  # can't and won't
        before = re.sub(r"\b([Cc]a)$", r"\1n", re.sub(r"\b([Ww])o$", r"\1ill", before))
    return before + claim[match.end() :]


def reversed_way(claim: str, _draw: random.Random, _pool: Sequence[str]) -> str | None:
    """What rose fell, or the reverse."""
    for word, other in _OPPOSITES:
        bound = r"\b" if word.isascii() else ""
        if match := re.search(f"{bound}{word}{bound}", claim):
            return claim[: match.start()] + other + claim[match.end() :]
    return None


KINDS: Mapping[str, Callable[[str, random.Random, Sequence[str]], str | None]] = {
    "number": numbered,
    "unit": remeasured,
    "date": redated,
    "entity": renamed,
    "roles": swapped,
    "negation": negated,
    "direction": reversed_way,
}
