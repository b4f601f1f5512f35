"""A question, understood as far as its words allow."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index import Concept, Index
from index.article import detect_language
from rag.errors import BadQuestion
from rag.expectation import Expectation, expectation

LONGEST = 2_000
_STOP = frozenset(
    ["的", "了", "在", "是", "和", "与", "或", "及", "有", "被", "把", "将", "对", "为", "从", "到", "于", "以", "由", "向", "用", "给", "让", "使", "吗", "呢", "吧", "啊", "这", "那", "这次", "哪", "哪个", "哪家", "哪些", "哪一天", "哪天", "哪里", "哪位", "哪年", "哪一年", "一", "一共", "总共", "共", "什么", "什么时候", "时候", "怎么", "怎样", "如何", "为什么", "为何", "何时", "多少", "多大", "多长", "多久", "多长时间", "时间", "几", "几个", "谁", "是否", "其", "它", "他", "她", "它们", "他们", "的话", "请问", "请", "告诉", "我", "你", "我们", "报道", "报导", "消息", "文章", "提到", "表示", "最多", "至少", "大约", "分别", "都", "也", "还", "就", "又", "很", "最", "更", "中", "里", "上", "下", "内", "后", "前", "里面", "之", "等", "个", "种", "不", "没", "没有", "能", "会", "可以", "应该", "一个", "多", "大", "哪一", "一天", "天", "a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "with", "from", "as", "and", "or", "is", "are", "was", "were", "be", "been", "being", "do", "doe", "did", "have", "has", "had", "having", "will", "would", "can", "could", "should", "may", "might", "must", "shall", "it", "its", "this", "that", "these", "those", "there", "here", "what", "when", "where", "who", "whom", "whose", "which", "why", "how", "much", "mani", "long", "big", "larg", "far", "high", "i", "you", "we", "they", "he", "she", "him", "her", "his", "their", "our", "your", "me", "us", "my", "than", "then", "so", "if", "not", "no", "about", "into", "over", "after", "befor", "under", "up", "down", "out", "off", "ani", "some", "all", "each", "everi", "tell", "pleas", "give", "say", "said", "s", "t", "accord", "report", "mention", "articl", "current"]
)  # fmt: skip
_MANY = re.compile(
    r"分别|各自|各是|哪些|列出|有什么|\brespectively\b|\beach\b|\blist\b|\bwhich .*s\b",
    re.IGNORECASE,
)
_REFERRING = re.compile(
    r"它|其|该公司|这家|那家|他们?|她|那(?!里)|呢[？?]?$|\b(?:it|its|they|their|them|he|she|his|her|that|those)\b|^(?:and|what about|how about)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:一共|总共|至少|最多|大约)?(?:是|有|达|为)?多[少大长高远久重]|什么时候|何时|为什么|为何|哪一?[天年月]|哪[里些家个位]|什么|怎么样?|如何"
    r"|是?谁|几[个家名项]|请问|告诉我|报道称?|据"
)
_FOCUS = re.compile(
    r"(?:哪一?[个個家些位种種所座部类類项項]?|什[么麼](?:样的|樣的)?|何[种種]|多少)([\u4e00-\u9fff]{1,4})|([\u4e00-\u9fff]{2,4})(?:是|为|為|有|叫)?(?:什[么麼]|多少|哪些|哪里|哪裡|谁|誰)"
    r"|\b(?:what|which|whose|how many|how much)(?: (?:is|was|are|were|did|does|do|the|a|an|of|kind|kinds|type|types|name|names|sort))* ([a-z][\w'’-]*(?: [a-z][\w'’-]*)?)",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]")


@dataclass(frozen=True, slots=True)
class Question:
    """`search_text` is what is looked for: the question, made self-contained by its history.

    `concepts` are what it asks about, without question words; `focus` is what the question word belongs to (which *team*), or empty; `dates` are (month, day) in it.
    """

    text: str
    search_text: str
    language: str
    concepts: tuple[Concept, ...]
    expectation: Expectation
    wants_many: bool
    focus: str
    dates: tuple[tuple[int, int], ...]


def understand(text: str, index: Index, history: Sequence[str] = ()) -> Question:
    """The question, and the ones the same person asked before it (oldest first).

    Raises BadQuestion where it is empty or longer than LONGEST characters.
    """
    asked = " ".join(text.split())
    if not any(c.isalnum() for c in asked):
        raise BadQuestion('the question is empty: ask something, such as `ask "What is new?"`')
    if len(asked) > LONGEST:
        raise BadQuestion(
            f"the question has {len(asked):,} characters; at most {LONGEST:,} are taken"
        )
    about = _self_contained(asked, index, history)
    undated = _ASKING.sub(" ", _DATE.sub(" ", about))
    return Question(
        text=text,
        search_text=about,
        language=detect_language(asked),
        concepts=tuple(_content(undated, index)),
        expectation=expectation(asked),
        wants_many=bool(_MANY.search(asked)),
        focus=_focus(asked),
        dates=tuple((int(m[2]), int(m[3])) for m in _DATE.finditer(about)),
    )


def _focus(asked: str) -> str:
    match = _FOCUS.search(asked)
    return next(filter(None, match.groups()), "") if match else ""


def _content(text: str, index: Index) -> list[Concept]:
    found = {concept.text: concept for concept in index.concepts(text) if not _empty(concept)}
    return list(found.values())


def _empty(concept: Concept) -> bool:
    return not concept.named and concept.spellings[0][0] in _STOP


def _self_contained(asked: str, index: Index, history: Sequence[str]) -> str:
    """A question that refers to an earlier one gets that one's names in front."""
    if not history or not _REFERRING.search(asked):
        return asked
    known = {concept.text for concept in index.concepts(asked)}
    for earlier in reversed(history):
        names = [c.text for c in _content(earlier, index) if c.proper and c.text not in known]
        if names:
            return " ".join([*names, asked])
    return asked
