"""What the service tells its operator: ids, the log, metrics, readiness."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from doors import BACKLOG, FEED, serving
from prometheus_client.parser import text_string_to_metric_families
from service import Served, served

ASK = {"question": BACKLOG}
Sample = Callable[..., float]


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Served]:
    with served(home) as running:
        yield running


def samples(url: str, **headers: str) -> Sample:
    """Values by the metric's name and labels; nothing counted is 0."""
    text = httpx.get(f"{url}/metrics", headers=headers).raise_for_status().text
    found = {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    return lambda name, **labels: found.get((name, frozenset(labels.items())), 0.0)


def test_a_request_has_an_id_that_it_may_bring(service: Served) -> None:
    made = httpx.get(f"{service.url}/healthz").headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", made)
    brought = httpx.get(f"{service.url}/healthz", headers={"x-request-id": "trace-7:a.b_c"})
    assert brought.headers["x-request-id"] == "trace-7:a.b_c"


@pytest.mark.parametrize("given", ["a b", "x" * 65, "{}", "", 'a"b', "é".encode()])
def test_an_id_that_could_not_stand_in_a_log_is_replaced(
    service: Served, given: str | bytes
) -> None:
    told = httpx.get(f"{service.url}/healthz", headers=[("x-request-id", given)])
    assert re.fullmatch(r"[0-9a-f]{32}", told.headers["x-request-id"])


def test_a_problem_names_the_request(service: Served) -> None:
    problem = httpx.get(f"{service.url}/v1/none", headers={"x-request-id": "lost-1"}).json()
    assert problem["request_id"] == "lost-1"


def test_a_request_and_its_answer_have_a_line_each(service: Served) -> None:
    headers = {"x-request-id": "line-1"}
    answer = httpx.post(f"{service.url}/v1/ask", json=ASK, headers=headers).json()
    request = service.logged("request", request_id="line-1")
    said = service.logged("answer", request_id="line-1")
    assert (said["event"], said["logger"]) == ("answer", "groundwire.answers")
    assert (said["answer"], said["status"]) == (answer["id"], "answered")
    assert "question" not in said
    assert (request["event"], request["level"]) == ("request", "info")
    assert (request["method"], request["route"], request["status"]) == ("POST", "/v1/ask", 200)
    assert request["ms"] >= said["ms"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", request["timestamp"])


def test_health_has_no_line_unless_it_fails(service: Served) -> None:
    httpx.get(f"{service.url}/healthz", headers={"x-request-id": "quiet-1"})
    httpx.get(f"{service.url}/v1/none", headers={"x-request-id": "loud-1"})
    service.logged("request", request_id="loud-1")
    ids = [line.get("request_id") for line in service.log()]
    assert "quiet-1" not in ids


def test_the_question_is_written_down_only_on_request(home: Path) -> None:
    with served(home, GROUNDWIRE_LOG_QUESTIONS="true") as service:
        httpx.post(f"{service.url}/v1/ask", json=ASK)
        assert service.logged("answer")["question"] == BACKLOG


def test_a_line_may_be_key_and_value(home: Path) -> None:
    with served(home, GROUNDWIRE_LOG_FORMAT="logfmt") as service:
        httpx.get(f"{service.url}/v1/none", headers={"x-request-id": "flat-1"})
        service.end()
        lines = service.written.read_text("utf-8").splitlines()
    line = next(line for line in lines if "flat-1" in line)
    assert re.fullmatch(
        r"timestamp=\S+Z level=info logger=groundwire.requests event=request request_id=flat-1 "
        r"method=GET route=other status=404 ms=[\d.]+",
        line,
    )


def test_requests_answers_and_articles_are_counted(copied: Callable[[], Path]) -> None:
    with serving(copied()) as url:
        httpx.post(f"{url}/v1/ask", json=ASK)
        httpx.post(f"{url}/v1/ask", json={"question": "Who is the king of Spain?"})
        httpx.post(f"{url}/v1/ask", json={"question": BACKLOG, "generator": "none"})
        for _ in range(2):
            httpx.post(f"{url}/v1/articles", json={"id": "f", "text": "The ferry sails."})
        httpx.get(f"{url}/no/such/path/{'x' * 50}")
        value = samples(url)
    seconds = "groundwire_request_seconds_count"
    assert value(seconds, method="POST", route="/v1/ask", status="200") == 2
    assert value(seconds, method="POST", route="/v1/ask", status="422") == 1
    assert value(seconds, method="GET", route="other", status="404") == 1
    answers = "groundwire_answers_total"
    known = {"generator": "extractive", "degraded": "false"}
    assert value(answers, status="answered", reason="", **known) == 1
    assert value(answers, status="abstained", reason="weak_evidence", **known) == 1
    stage = "groundwire_answer_stage_seconds_count"
    assert [value(stage, stage=name) for name in ("retrieve", "evidence", "generate")] == [2, 2, 1]
    ingested = "groundwire_ingested_articles_total"
    assert value(ingested, outcome="new") == 1
    assert value(ingested, outcome="unchanged") == 1
    assert value("groundwire_index_articles") == 13
    assert value("groundwire_jobs", state="queued") == 0
    assert value("groundwire_requests_in_flight") == 1  # the one that asks for this


def test_a_refusal_is_counted(home: Path) -> None:
    with serving(home, rate="1/hour") as url:
        for _ in range(3):
            httpx.post(f"{url}/v1/ask", json=ASK)
        value = samples(url)
    assert value("groundwire_refused_total", status="429") == 2
    assert (
        value("groundwire_request_seconds_count", method="POST", route="/v1/ask", status="429") == 2
    )


def test_several_processes_count_together(copied: Callable[[], Path]) -> None:
    with served(copied(), "--workers", "2") as service:
        with ThreadPoolExecutor(8) as pool:  # enough at once that both processes get some
            asks = [pool.submit(httpx.post, f"{service.url}/v1/ask", json=ASK, timeout=30)
                    for _ in range(40)]  # fmt: skip
            asked = sum(ask.result().status_code == 200 for ask in asks)
        value = samples(service.url)
        assert value("groundwire_answers_total", status="answered", reason="",
                     generator="extractive", degraded="false") == asked  # fmt: skip
        assert value("groundwire_requests_in_flight") == 1
        assert value("groundwire_index_articles") == 12


def test_it_is_ready_once_questions_can_be_answered(service: Served) -> None:
    assert httpx.get(f"{service.url}/readyz").json() == {"status": "ready"}
    assert httpx.get(f"{service.url}/healthz").json() == {"status": "ok"}


def test_without_its_model_it_is_alive_and_not_ready(home: Path) -> None:
    with serving(home, generator="local", model="/none.gguf") as url:
        refused = httpx.get(f"{url}/readyz")
        assert refused.status_code == 503
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["detail"].startswith(
            "not ready: the generator local cannot be used: the model /none.gguf cannot be read"
        )
        assert httpx.get(f"{url}/healthz").status_code == 200


def test_with_a_damaged_catalog_it_is_alive_and_not_ready(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with serving(home) as url:
        httpx.post(f"{url}/v1/articles", json={"text": FEED.read_text("utf-8")[:500]})
        for path in home.glob("catalog.sqlite3*"):
            path.write_bytes(b"\0" * path.stat().st_size)
        assert httpx.get(f"{url}/readyz").status_code == 503
        assert httpx.get(f"{url}/healthz").status_code == 200
