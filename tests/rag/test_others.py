"""What is said of somebody else than a question asks about."""

import pytest

from index import Article, Index
from rag import Answer, Answerer, Reason, Request, Status
from rag.evidence import cut
from rag.features import candidates
from rag.others import of_another
from rag.question import understand

ARTICLES = [
    Article(
        "要点 - 公司第一季度营收为25.1亿美元 [1] - 截至3月底员工总数为20300人 [2] - 英伟达持有公司约4%的股份 [3]",
        id="intel",
        title="Intel Beats Forecasts",
        source="Ledger",
    ),
    Article(
        "Revenue reached 9.1 billion dollars in the first quarter. The company employs 7,820 people.",
        id="micron",
        title="Micron Doubles Revenue",
        source="Kiln & Cable",
    ),
]


@pytest.fixture
def chips(index: Index) -> Index:
    index.add(ARTICLES)
    return index


def ask(index: Index, text: str) -> Answer:
    return Answerer(index).ask(Request(text))


@pytest.mark.parametrize(
    "question",
    ["How many employees does Nvidia have?", "What was Nvidia's first-quarter revenue?"],
)  # fmt: skip
def test_the_figures_of_another_company_are_no_answer(chips: Index, question: str) -> None:
    answer = ask(chips, question)
    assert (answer.status, answer.abstention and answer.abstention.reason) == (
        Status.ABSTAINED,
        Reason.WEAK_EVIDENCE,
    )


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("How many employees does Micron have?", "7,820"),
        ("英特尔有多少员工？", "20300人"),
        ("英伟达持有英特尔多少股份？", "约4%"),
    ],
)
def test_those_of_the_company_of_the_title_are(chips: Index, question: str, held: str) -> None:
    assert held in ask(chips, question).answer


def test_part_of_a_name_and_a_word_like_a_name_are_nobody_else(index: Index) -> None:
    text = "故障始于周一 [1] - 此次故障源于域名系统 [2] - 亚马逊云服务在周二恢复 [3]"
    index.add([Article(text, id="aws", title="Amazon's outage reminds us of the phone")])
    assert of_others(index, "AWS为什么宕机？") == []


def test_a_title_names_whom_its_statements_are_about(chips: Index) -> None:
    assert of_others(chips, "英伟达有多少员工？") == [
        "公司第一季度营收为25.1亿美元",
        "截至3月底员工总数为20300人",
        "Revenue reached 9.1 billion dollars in the first quarter.",
        "The company employs 7,820 people.",
    ]


def of_others(index: Index, text: str) -> list[str]:
    """The statements found that are about somebody else."""
    question = understand(text, index)
    hits = index.search(question.search_text)
    there = candidates(question, {n: cut(hit) for n, hit in enumerate(hits)}, hits, index)
    pairs = zip(there.statements, of_another(there, index), strict=True)
    return [statement.text for statement, other in pairs if other]


def test_another_company_does_not_disagree(index: Index) -> None:
    raised = (
        "The company raised its capital expenditure plan for 2026 to {}, chiefly for new plants."
    )
    for name, amount in (("TSMC", "$58 billion"), ("Micron", "$22 billion")):
        context = "Taiwan's drought may weigh on Powerchip Semiconductor Manufacturing."
        title = f"{name} Lifts Its Spending Plan"
        index.add([Article(f"{raised.format(amount)} {context}", id=name, title=title)])
    answer = ask(index, "To how much did TSMC raise its capital expenditure plan for 2026?")
    assert ("$58 billion" in answer.answer, answer.disagreements) == (True, ())
