"""Claims in other words than their source's, in both languages."""

import pytest
from fakes import ScriptedGenerator, day

from index import Article, Index
from rag import Answer, Answerer, Request, Support
from rag.verification.facts import Cited
from rag.verification.support import Judge, Objection

BACKLOG = "截至9月30日，CoreWeave积压订单达301亿美元，同比增长近一倍。"
CREW = "The harbour hired 90,000 people in 2024, and Ingrid Saltmarsh did not resign on Oct 26."
DEAL = "英伟达收购了Ochrebank。"
OFFICIALS = "Officials said on Monday that NVIDIA acquired Ochrebank."
RESULTS = "CoreWeave published its results for the third quarter."
RESULTS_ZH = "CoreWeave公布第三季度业绩。"
FARE_ZH = "白鹭号渡轮的票价是多少？"
FARE = "What is the Egret ferry's fare in Wexelhaven?"
TWICE = "积压订单合计301亿美元，差不多是年初的两倍。"
BOTH = "In 2025 profit rose 5% while costs fell 3%."


def objection(index: Index, claim: str, text: str, context: str = "") -> Objection | None:
    return Judge(index).objection(claim, Cited(text, context, day(10, 26).date()))


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("CoreWeave's backlog reached $30.1 billion as of September 30.", BACKLOG),
        ("CoreWeave had a backlog of 30.1bn dollars.", BACKLOG),
        ("CoreWeave積壓訂單達３０１億美元", BACKLOG),
        ("CoreWeave's backlog nearly doubled.", BACKLOG),
        ("港口在2024年雇用了9万人。", CREW),
        ("In 2024 the harbour hired 90,000 people.", CREW),
        ("NVIDIA acquired Ochrebank.", DEAL),
        ("Ochrebank was acquired by NVIDIA.", DEAL),
        ("Ochrebank被英伟达收购。", DEAL),
        ("NVIDIA acquired Ochrebank.", "Ochrebank被英伟达收购。"),
        ("NVIDIA acquired Ochrebank, officials said.", OFFICIALS),
        ("官员说，英伟达周一收购了Ochrebank。", OFFICIALS),
    ],
)
def test_a_claim_that_says_the_same_in_other_words_is_supported(
    index: Index, claim: str, text: str
) -> None:
    assert objection(index, claim, text) is None


@pytest.mark.parametrize(
    ("claim", "text", "reason"),
    [
        ("CoreWeave's backlog reached $31.1 billion.", BACKLOG, Objection.AMOUNT),
        ("CoreWeave's backlog reached $30.1 million.", BACKLOG, Objection.AMOUNT),
        ("CoreWeave's backlog reached 30.1 billion euros.", BACKLOG, Objection.AMOUNT),
        ("港口在2024年雇用了9亿人。", CREW, Objection.AMOUNT),
        ("The harbour hired 91,234 people in 2024.", CREW, Objection.AMOUNT),
        ("CoreWeave's backlog reached $30.1 billion as of October 30.", BACKLOG, Objection.DATE),
        ("港口在2023年雇用了9万人。", CREW, Objection.DATE),
        ("CoreWeave's backlog did not reach $30.1 billion.", BACKLOG, Objection.NEGATION),
        ("Ingrid Saltmarsh resigned on Oct 26.", CREW, Objection.NEGATION),
        ("CoreWeave积压订单达301亿美元，同比下降。", BACKLOG, Objection.DIRECTION),
        ("Backlog fell to $30.1 billion.", TWICE, Objection.DIRECTION),
        ("积压订单降至301亿美元。", TWICE, Objection.DIRECTION),
        ("Backlog fell to $30.1 billion.", "积压订单合计301亿美元。", Objection.DIRECTION),
        ("积压订单下降到301亿美元。", "Backlog came to $30.1 billion.", Objection.DIRECTION),
        ("Profit fell 5% in 2025.", BOTH, Objection.DIRECTION),
        ("2025年利润下降5%。", BOTH, Objection.DIRECTION),
        ("Ochrebank acquired NVIDIA.", DEAL, Objection.ROLES),
        ("NVIDIA was acquired by Ochrebank.", DEAL, Objection.ROLES),
        ("Ochrebank收购了英伟达。", DEAL, Objection.ROLES),
        ("NVIDIA acquired Ochrebank.", "英伟达被Ochrebank收购。", Objection.ROLES),
        ("Officials said Ochrebank acquired NVIDIA.", OFFICIALS, Objection.ROLES),
        ("官员说，Ochrebank周一收购了英伟达。", OFFICIALS, Objection.ROLES),
        ("A backlog of $30.1 billion was reported by Meridian.", BACKLOG, Objection.NAME),
        ("In 2024 the harbour hired 90,000 people in Wexelhaven.", CREW, Objection.NAME),
        ("渡轮票价很便宜。", BACKLOG, Objection.MEANING),
        ("CoreWeave bought a bakery.", RESULTS, Objection.MEANING),
        ("CoreWeave收购了一家面包店。", RESULTS, Objection.MEANING),
        ("CoreWeave bought a bakery.", RESULTS_ZH, Objection.MEANING),
        ("CoreWeave收购了一家面包店。", RESULTS_ZH, Objection.MEANING),
    ],
)
def test_a_claim_that_says_something_else_is_not(
    index: Index, claim: str, text: str, reason: Objection
) -> None:
    assert objection(index, claim, text) is reason


def test_a_name_or_a_date_may_come_from_what_the_text_stands_under(index: Index) -> None:
    claim = "CoreWeave reached a backlog of $30.1 billion in 2025."
    text = "积压订单达301亿美元。"
    assert objection(index, claim, text) is Objection.NAME
    assert objection(index, claim, text, "CoreWeave Grows") is None


class Denying:
    """A model that finds no text to say anything."""

    def entails(self, text: str, claim: str) -> bool:
        return False


def test_a_model_that_was_named_has_to_agree(index: Index) -> None:
    judge = Judge(index, Denying())
    assert judge.objection("NVIDIA acquired Ochrebank.", Cited(DEAL)) is Objection.ENTAILMENT


def drafted(index: Index, draft: str, question: str = FARE_ZH) -> Answer:
    return Answerer(index, lambda _: ScriptedGenerator([draft])).ask(Request(question))


def test_a_supported_claim_cites_the_whole_statement(index: Index) -> None:
    index.add([Article(id="fare", text="白鹭号渡轮的票价是2.80欧元，[1]比去年高。", title="票价")])
    answer = drafted(index, "The fare of the Egret ferry is €2.80. [1]")
    assert [(c.text, c.support) for c in answer.claims] == [
        ("The fare of the Egret ferry is €2.80.", Support.SUPPORTED)
    ]
    (citation,) = answer.citations
    stored = index.article(citation.article_id, citation.revision).article.text
    assert stored[citation.start : citation.end] == citation.quote
    assert "2.80欧元" in citation.quote


def test_a_supported_claim_with_another_number_is_removed(index: Index) -> None:
    index.add([Article(id="fare", text="白鹭号渡轮的票价是2.80欧元，[1]比去年高。", title="票价")])
    assert drafted(index, "The fare of the Egret ferry is €3.80. [1]").claims == ()


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("白鹭号渡轮的票价是130.15欧元。", "30.1"),
        ("白鹭号渡轮的票价是130.15欧元。", "渡轮的票价是130"),
        ("白鹭号渡轮的票价是130.15欧元。", "渡轮的票价是130.1"),
        ("白鹭号渡轮的票价是3亿欧元。", "白鹭号渡轮的票价是3"),
        ("白鹭号渡轮的票价是二十五欧元。", "五欧元"),
        ("白鹭号渡轮的票价不是5欧元。", "是5欧元"),
        ("The Egret ferry's fare is $130.15 in Wexelhaven.", "fare is $130"),
        ("The Egret ferry's fare is $130.15 in Wexelhaven.", "30.15 in Wexelhaven"),
        ("The Egret ferry's fare is $130.15 in Wexelhaven.", "ferry's fare is $130.15 in Wexel"),
        ("The Egret ferry's fare is 3 million euros.", "ferry's fare is 3"),
    ],
)
def test_words_and_amounts_cut_in_two_are_no_quotation(index: Index, text: str, cut: str) -> None:
    index.add([Article(id="fare", text=text, title="票价")])
    claims = drafted(index, f"{cut} [1]", FARE if text.isascii() else FARE_ZH).claims
    assert [claim for claim in claims if claim.support is Support.VERBATIM] == []


def test_a_number_out_of_the_middle_of_another_is_removed(index: Index) -> None:
    index.add([Article(id="fare", text="白鹭号渡轮的票价是130.15欧元。", title="票价")])
    assert drafted(index, "30.1 [1]").claims == ()
    assert drafted(index, "白鹭号渡轮的票价是30.1欧元。 [1]").claims == ()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("白鹭号渡轮的票价是130.15欧元。", "票价是130.15欧元"),
        ("The Egret ferry's fare is $130.15 in Wexelhaven.", "fare is $130.15"),
        ("去年30欧元，今年白鹭号渡轮的票价是130欧元。", "30欧元"),
    ],
)
def test_whole_words_and_amounts_are_one(index: Index, text: str, part: str) -> None:
    index.add([Article(id="fare", text=text, title="票价")])
    answer = drafted(index, f"{part} [1][2]", FARE if text.isascii() else FARE_ZH)
    assert [(c.text, c.support) for c in answer.claims] == [(part, Support.VERBATIM)]
    (citation,) = answer.citations
    assert (citation.start, citation.quote) == (text.find(part), part)


def test_what_is_not_yet_done_with_a_thing_negates_nothing_of_it(shared_index: Index) -> None:
    text = "到6月底，CoreWeave签下而尚未交付的积压订单合计301亿美元，差不多是年初的两倍"
    claim = "CoreWeave's backlog {} $30.1 billion at the end of June"
    assert objection(shared_index, claim.format("was"), text) is None
    assert objection(shared_index, claim.format("was not"), text) is Objection.NEGATION
