"""Generators at the doors: named, configured, checked, and stood in for."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from doors import BACKLOG, BACKLOG_ANSWER, run
from doors import serving as serving_articles
from local_model import needs_model
from model_server import ModelServer, hanging, reply_text, serving, well, whole

CLAIM = "CoreWeave签下而尚未交付的积压订单合计301亿美元"
KEY = "sk-very-secret"
OWN = """
class Own:
    def __init__(self, options):
        self.options = options

    def write(self, task):
        yield task.evidence[0].statement.text + " [1]"
"""


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with serving(well(reply_text((CLAIM, [1])))) as server:
        yield server


def settings(model: ModelServer, **more: str) -> dict[str, str]:
    return {
        "GROUNDWIRE_OPENAI_BASE_URL": model.url,
        "GROUNDWIRE_OPENAI_API_KEY": KEY,
        "GROUNDWIRE_MODEL": "m3",
        **more,
    }


def test_a_model_s_answer_is_shown_with_its_sources(home: Path, model: ModelServer) -> None:
    ran = run("ask", "--home", home, "--generator", "openai", BACKLOG, env=settings(model))
    assert (ran.status, ran.err) == (0, "")
    framed = f"Cloud Weekly (2025-10-22), in Chinese: “{CLAIM}” (that is, $30.1 billion) [1]"
    assert ran.out.splitlines()[:2] == [framed, ""]
    assert f"“{CLAIM}”" in ran.out
    (asked,) = model.asked
    assert (asked.body["model"], asked.headers["authorization"]) == ("m3", f"Bearer {KEY}")


@pytest.mark.parametrize(
    ("question", "note"),
    [
        (BACKLOG, "(quoted from the articles, without openai: the server answered 401)"),
        (
            "CoreWeave到6月底的积压订单合计多少美元？",
            "（这段回答摘自原文，没有用 openai：the server answered 401）",
        ),
    ],
)
def test_an_answer_without_the_model_says_so_in_the_question_s_language(
    home: Path, model: ModelServer, question: str, note: str
) -> None:
    model.behave = whole(KEY, 401)
    env = settings(model, GROUNDWIRE_GENERATOR="openai")
    ran = run("ask", "--home", home, question, env=env)
    assert ran.status == 0
    assert "301亿美元" in ran.out.splitlines()[0]
    assert ran.out.splitlines()[1] == note
    assert KEY not in ran.out + ran.err


def test_the_service_keeps_the_deadline_of_its_settings(home: Path, model: ModelServer) -> None:
    model.behave = hanging
    chosen = {"generator": "openai", "openai_base_url": model.url, "generator_deadline": "0.5"}
    with serving_articles(home, **chosen) as url:
        reply = httpx.post(f"{url}/v1/ask", json={"question": BACKLOG}, timeout=30)
    answer = reply.json()
    assert (reply.status_code, answer["degraded"]) == (200, True)
    assert answer["degraded_because"] == "no answer within 0.5 s"
    assert answer["answer"] == f"{BACKLOG_ANSWER} [1]"
    assert answer["timings_ms"]["generate"] < 1_500


def test_a_class_of_ones_own_comes_from_the_command_line_and_not_from_a_request(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "their_generator.py").write_text(OWN, "utf-8")
    name, env = "their_generator:Own", {"PYTHONPATH": f"{Path.cwd()}:{tmp_path}"}
    ran = run("ask", "--home", home, "--generator", name, BACKLOG, env=env)
    assert (ran.status, ran.out.splitlines()[0]) == (0, f"{BACKLOG_ANSWER} [1]")
    with serving_articles(home) as url:
        body = {"question": BACKLOG, "generator": "doors:serving"}
        refused = httpx.post(f"{url}/v1/ask", json=body, timeout=30)
    assert refused.status_code == 422
    assert refused.json()["detail"].startswith("there is no generator 'doors:serving': use one of")


def test_a_generator_that_is_not_set_up_is_refused_with_what_is_missing(home: Path) -> None:
    ran = run("ask", "--home", home, "--generator", "anthropic", BACKLOG)
    assert (ran.status, ran.out) == (1, "")
    wanted = "the generator anthropic cannot be used: it wants a key and the name of a model\n"
    assert ran.err == wanted


def doctor(home: Path, **env: str) -> tuple[int, dict[str, tuple[bool, str]]]:
    ran = run("groundwire", "doctor", "--json", "--home", home, env=env)
    found = {row["part"]: (row["sound"], row["detail"]) for row in ran.json}
    return ran.status, {part: seen for part, seen in found.items() if "generator" in part}


def test_doctor_says_which_generators_can_be_used_and_why_not(home: Path) -> None:
    status, found = doctor(home)
    assert status == 0
    assert list(found) == [f"generator {n}" for n in ("extractive", "local", "openai", "anthropic")]
    assert found["generator extractive"] == (True, "usable and chosen")
    sound, seen = found["generator openai"]
    assert sound
    assert seen.startswith("the generator openai cannot be used: no server is named: give its base")


def test_doctor_calls_a_chosen_generator_that_cannot_be_used_not_sound(
    home: Path, model: ModelServer
) -> None:
    status, found = doctor(home, GROUNDWIRE_GENERATOR="anthropic", **settings(model))
    assert status == 1
    assert found["generator anthropic"] == (
        False,
        "the generator anthropic cannot be used: it wants a key and the name of a model",
    )
    assert found["generator openai"] == (True, "usable")
    assert model.asked == []


def test_doctor_names_a_class_of_ones_own_too(home: Path) -> None:
    status, found = doctor(home, GROUNDWIRE_GENERATOR="no_such_module:Own")
    sound, seen = found["generator no_such_module:Own"]
    assert (status, sound) == (1, False)
    assert "ModuleNotFoundError: No module named 'no_such_module'" in seen


@needs_model
@pytest.mark.parametrize("seconds", ["0.2", "1.5"], ids=["loading", "reading the prompt"])
def test_a_command_ends_well_though_a_model_in_its_process_goes_on(
    home: Path, small_model: Path, seconds: str
) -> None:
    env = {"GROUNDWIRE_MODEL": str(small_model), "GROUNDWIRE_GENERATOR_DEADLINE": seconds}
    ran = run("ask", "--home", home, "--generator", "local", BACKLOG, env=env)
    assert (ran.status, ran.out.splitlines()[0]) == (0, f"{BACKLOG_ANSWER} [1]")
    assert "Traceback" not in ran.err
