import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from doors import BACKLOG, BACKLOG_ANSWER, BACKLOG_QUOTE, Ran, contents, nobody_listening, run
from pydantic import TypeAdapter

from index import Article, Index
from rag import Answer, Reason, Status

FIELDS = (
    "id question status answer claims citations disagreements abstention searched generator "
    "degraded timings_ms degraded_because removed_claims confidence"
)
FERRY = "When does the ferry Egret start?"


Run = Callable[..., Ran]


def ask(home: Path, *arguments: str | bytes, by: Run = run, **given: object) -> Ran:
    return by("ask", "--home", home, *arguments, **given)


def parsed(ran: Ran) -> Answer:
    return TypeAdapter(Answer).validate_json(ran.out)


@pytest.fixture(scope="module")
def answered(home: Path) -> Ran:
    return ask(home, "--json", BACKLOG)


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which an article said one thing until October 26, and since then another."""
    home = tmp_path_factory.mktemp("revised")
    first = Article(
        id="ferry",
        title="Ferry",
        text="The ferry Egret starts on 15 March 2026.",
        published_at=datetime.fromisoformat("2025-10-20T00:00Z"),
    )
    with Index(home, create=True) as index:
        index.add([first])
        changed = datetime.fromisoformat("2025-10-26T18:00Z")
        text = "The ferry Egret starts on 2 May 2026."
        index.add([Article(text, "Ferry", id="ferry", published_at=first.published_at, modified_at=changed)])  # fmt: skip
    return home


def test_an_answer_is_printed_with_its_markers_and_its_sources(home: Path) -> None:
    ran = ask(home, BACKLOG, env={"GROUNDWIRE_TIMEZONE": "Asia/Shanghai"})
    assert ran == Ran(
        0,
        f"{BACKLOG_ANSWER} [1]\n"
        "\n"
        "[1]  Orders Outpace Server Halls at CoreWeave\n"
        "     Cloud Weekly · 2025-10-22 15:50 · 订单与电力\n"
        f"     “{BACKLOG_QUOTE}”\n",
        "",
    )


def test_json_is_one_answer_with_every_field_of_the_contract(answered: Ran) -> None:
    assert (answered.status, answered.err) == (0, "")
    assert answered.json.keys() == set(FIELDS.split())
    answer = parsed(answered)
    assert (answer.question, answer.status) == (BACKLOG, Status.ANSWERED)
    assert (answer.generator, answer.degraded, answer.abstention) == ("extractive", False, None)
    assert (answer.searched.articles, answer.searched.filters) == (12, {})
    assert answer.answer == f"{BACKLOG_ANSWER} [1]"


def test_every_citation_is_the_stored_text_at_its_offsets(home: Path, answered: Ran) -> None:
    citations = parsed(answered).citations
    assert [citation.number for citation in citations] == [1]
    for citation in citations:
        stored = run("groundwire", "show", "--home", home, "--json", citation.article_id).json
        assert stored["text"][citation.start : citation.end] == citation.quote
        assert (stored["title"], stored["revision"]) == (citation.title, citation.revision)
        assert citation.quote_sha256 == hashlib.sha256(citation.quote.encode()).hexdigest()


def test_json_is_utf8_whatever_the_terminal_takes(home: Path) -> None:
    ran = ask(home, "--json", BACKLOG, env={"PYTHONIOENCODING": "latin-1"})
    assert (ran.status, ran.json["answer"]) == (0, f"{BACKLOG_ANSWER} [1]")


def test_a_terminal_that_cannot_write_chinese_shows_marks_in_its_place(home: Path) -> None:
    ran = ask(home, BACKLOG, env={"PYTHONIOENCODING": "ascii"})
    assert (ran.status, ran.err) == (0, "")
    assert "[1]  Orders Outpace Server Halls at CoreWeave\n" in ran.out


def test_sources_that_disagree_are_shown_to_a_question_in_the_other_language(
    home: Path, inside: Run
) -> None:
    ran = ask(home, "What is Ochrebank's annual capacity?", by=inside)
    assert ran.status == 0
    told = ran.out.split("Sources disagree\n")[1].split("\n")
    assert told[0].split()[:3] == ["4.5万吨", "Northbank", "Wire"]
    assert told[1].split()[:3] == ["4万吨", "Kiln", "&"]


def test_what_comes_near_is_quoted_where_nothing_answers(home: Path, inside: Run) -> None:
    ran = ask(home, "Who is the king of Spain?", by=inside)
    assert ran.status == 3
    message, _, near = ran.out.partition("\n\nWhat comes nearest\n")
    assert message.startswith("The articles come near this, but none of them answers it.")
    assert near.startswith("-    Who Pays for the Ballroom: A Ledger of Thirty-Seven Names\n")
    assert "后来被提名为驻西班牙大使”" in near
    assert "[1]" not in near


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("1972年的国际象棋世界冠军是谁？", "没有一篇文章能回答这个问题。"),
        ("Who won the chess title in 1972?", "None of the articles answers this."),
    ],
)
def test_it_abstains_in_the_language_of_the_question(
    question: str, message: str, home: Path, inside: Run
) -> None:
    ran = ask(home, question, by=inside)
    assert (ran.status, ran.err) == (3, "")
    assert ran.out.startswith(message)


def test_an_abstention_as_json_has_a_reason_and_no_claims(home: Path) -> None:
    ran = ask(home, "--json", "--since", "2025-10-28", BACKLOG)
    answer = parsed(ran)
    assert ran.status == 3
    assert (answer.status, answer.answer, answer.claims) == (Status.ABSTAINED, "", ())
    assert answer.abstention is not None
    assert answer.abstention.reason is Reason.OUT_OF_RANGE
    assert answer.searched.filters == {"since": "2025-10-28T00:00:00+00:00"}


def test_dates_take_in_their_first_and_their_last_day(home: Path, inside: Run) -> None:
    answer = parsed(
        ask(home, "--json", "--since", "2025-10-22", "--until", "2025-10-22", BACKLOG, by=inside)
    )
    assert answer.answer == f"{BACKLOG_ANSWER} [1]"
    assert answer.searched.articles == 1


def test_only_the_named_sources_are_looked_at(home: Path, inside: Run) -> None:
    sources = ["--source", "Cloud Weekly", "--source", "Plain Figures"]
    answer = parsed(ask(home, "--json", *sources, BACKLOG, by=inside))
    assert answer.searched.filters == {"sources": ["Cloud Weekly", "Plain Figures"]}
    assert (answer.searched.articles, answer.answer) == (4, f"{BACKLOG_ANSWER} [1]")
    assert ask(home, "--source", "Plain Figures", BACKLOG, by=inside).status == 3


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2025-10-25", "The ferry Egret starts on 15 March 2026. [1]"),
        ("2025-10-26", "The ferry Egret starts on 2 May 2026. [1]"),
        ("2025-10-26T17:59", "The ferry Egret starts on 15 March 2026. [1]"),
    ],
)
def test_as_of_answers_from_what_stood_there_then(
    as_of: str, said: str, revised: Path, inside: Run
) -> None:
    ran = ask(revised, "--as-of", as_of, FERRY, by=inside)
    assert (ran.status, ran.out.splitlines()[0]) == (0, said)


def test_as_of_a_day_does_not_know_what_the_next_one_brings(revised: Path, inside: Run) -> None:
    ran = ask(revised, "--as-of", "2025-10-19", FERRY, by=inside)
    assert (ran.status, ran.out.partition(".")[0]) == (
        3,
        "No article lies within the chosen dates, sources and languages",
    )


def test_a_dash_reads_the_question_from_standard_input(home: Path) -> None:
    ran = ask(home, "-", stdin="\n积压订单\n是多少？CoreWeave\n".encode())
    assert (ran.status, ran.out.splitlines()[0]) == (
        0,
        "到6月底，CoreWeave签下而尚未交付的积压订单合计301亿美元，差不多是年初的两倍 [1]",
    )


@pytest.mark.parametrize(
    ("piped", "message"),
    [
        (b"", "the question is empty: ask something, such as"),
        (b"CoreWeave \xff\xfe backlog", "standard input is not UTF-8 text: pipe the question in"),
        ("积压订单".encode("gb18030"), "standard input is not UTF-8 text: pipe the question in"),
        (b"a" * 100_000, "the question has 100,000 characters; at most 2,000 are taken"),
        (b"a" * 1_000_001, "standard input has more than 1,000,000 bytes: pipe one question"),
    ],
)
def test_standard_input_that_is_no_question_is_misuse(
    piped: bytes, message: str, home: Path, inside: Run
) -> None:
    ran = ask(home, "-", stdin=piped, by=inside)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], 'there is no question: write it as `ask "What is new?"`, or pipe it to `ask -`'),
        (["？！"], "the question is empty: ask something, such as `ask"),
        (["a" * 100_000], "the question has 100,000 characters; at most 2,000 are taken"),
        ([b"half \xe5\x8d"], r"'half \udce5\udc8d' is not UTF-8 text: write it in UTF-8"),
        (["--top-k", "0", BACKLOG], "top_k is 0: give a number from 1 to 100"),
        (["--top-k", "1000000", BACKLOG], "top_k is 1000000: give a number from 1 to 100"),
        (["--since", "2025-02-30", BACKLOG], "'2025-02-30' is not a date: write it as 2025-10-26"),
        (["--until", "9999-12-31", BACKLOG], "'9999-12-31' is out of range: give a year from 2 to"),
        (["--source", "Cloud Weakly", BACKLOG], "'Cloud Weakly'; there are: Cloud Weekly"),
        (["--generator", "oracle", BACKLOG], "there is no generator 'oracle': use one of"),
    ],
)
def test_misuse_is_refused_with_what_to_do(
    arguments: list[str | bytes], message: str, home: Path, inside: Run
) -> None:
    ran = ask(home, *arguments, by=inside)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_an_option_that_there_is_not_is_misuse(home: Path) -> None:
    ran = ask(home, "--sauce", "x", BACKLOG)
    assert (ran.status, ran.out) == (2, "")
    assert "No such option: --sauce" in ran.err


def test_without_a_home_it_says_how_to_make_one(tmp_path: Path) -> None:
    ran = ask(tmp_path / "none", BACKLOG)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        f"there is no index in {tmp_path}/none: make one with `groundwire ingest FILE`\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_service_gives_the_answer_that_the_home_gives(
    home: Path, server: str, answered: Ran
) -> None:
    there = run("ask", "--server", server, "--json", BACKLOG)
    own = {"id", "timings_ms"}
    assert there.status == 0
    assert {k: v for k, v in there.json.items() if k not in own} == {
        k: v for k, v in answered.json.items() if k not in own
    }


def test_filters_reach_the_service_and_its_refusals_come_back(server: str, inside: Run) -> None:
    ran = run("ask", "--server", f"{server}/", "--since", "2025-10-28", BACKLOG)
    assert (ran.status, ran.out[:34]) == (3, "No article lies within the chosen ")
    ran = inside("ask", "--server", server, "--source", "Cloud Weakly", BACKLOG)
    assert (ran.status, ran.out) == (2, "")
    assert "'Cloud Weakly'; there are: Cloud Weekly" in ran.err


def test_a_service_that_is_down_is_a_failure_that_says_how_to_start_it(home: Path) -> None:
    with nobody_listening() as url:
        ran = run("ask", BACKLOG, env={"GROUNDWIRE_SERVER": url})
        assert (ran.status, ran.out) == (1, "")
        assert f"the service at {url} cannot be reached" in ran.err
        assert "start it with `groundwire serve`" in ran.err
        # a home on the command line counts more than a service in the environment
        assert ask(home, BACKLOG, env={"GROUNDWIRE_SERVER": url}).status == 0


def test_closed_streams_are_empty_ones(home: Path) -> None:
    closing = ("sh", "-c", 'exec "$@" <&- >&-', "sh")
    assert ask(home, BACKLOG, before=closing) == Ran(0, "", "")
    ran = ask(home, before=closing)
    assert (ran.status, ran.err[:22]) == (2, "there is no question: ")


def test_a_reader_that_leaves_early_ends_it_without_a_traceback(home: Path) -> None:
    leaving = ("bash", "-c", 'set -o pipefail; "$@" | true', "bash")
    ran = ask(home, "--json", BACKLOG, before=leaving)
    assert ran == Ran(1, "", "")


def test_asking_changes_nothing_in_the_home(copied: Callable[[], Path]) -> None:
    folder = copied()
    before = contents(folder)
    assert ask(folder, BACKLOG).status == 0
    assert contents(folder) == before
