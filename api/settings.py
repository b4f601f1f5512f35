"""Settings: the only place that reads the environment.

A dataclass, no pydantic model: every `ask` would pay for building one.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from api.variables import Secret, Unfit, setting, settings_of, value_of
from index.errors import BadInput
from index.times import zone_named

PREFIX = "GROUNDWIRE_"
_METRICS = "PROMETHEUS_MULTIPROC_DIR"
_OTLP = "OTEL_EXPORTER_OTLP"


class LogFormat(StrEnum):
    """What a line of the log looks like."""

    LOGFMT = "logfmt"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting has the environment variable `GROUNDWIRE_` and its name in capitals."""

    home: Path = setting(lambda: user_data_path("groundwire"), "the home folder")
    server: str = setting("", "a running service that `ask` puts its questions to")
    server_key: Secret = setting(Secret(), "the key that `ask` sends to that service")
    embedder: str = setting(
        "",
        "`builtin`, a sentence-transformers name or folder, or a URL; "
        "empty: what the home was made with",
    )
    embedder_model: str = setting("", "the model's name, where the embedder is a URL")
    query_prompt: str = setting("", "put before a query, for models that want it")
    document_prompt: str = setting("", "put before a passage, for models that want it")
    reranker: str = setting(
        "",
        "`alignment`, `none`, or a sentence-transformers CrossEncoder; "
        "empty: `alignment` with the built-in embedder",
    )
    nli: str = setting(
        "",
        "a sentence-transformers CrossEncoder for natural language inference that has "
        "to agree to claims in other words; empty: none is asked",
    )
    openai_api_key: Secret = setting(Secret(), "sent to the embedder's URL and to the generator's")
    openai_base_url: str = setting(
        "",
        "the server that `openai` asks, as http://127.0.0.1:11434/v1; empty: OpenAI's",
    )
    anthropic_api_key: Secret = setting(Secret(), "sent to Anthropic by `anthropic`")
    generator: str = setting(
        "extractive",
        "what writes answers: `extractive`, `local`, `openai`, `anthropic`, "
        "or a class of your own as `module:Class`",
    )
    model: str = setting("", "the generator's model: a GGUF file for `local`, else a name")
    generator_deadline: float = setting(
        30.0, "seconds after which the extractive answer is given instead", above=0, most=3600
    )
    require_keys: bool = setting(
        False, "whether the service asks for a key (`groundwire key create`)"
    )
    public_url: str = setting(
        "", "where readers reach the page, for links to quotations; empty: no links"
    )
    slack_signing_secret: Secret = setting(
        Secret(), "proves that requests are Slack's; empty: no `/slack/events`"
    )
    slack_bot_token: Secret = setting(Secret(), "the bot's token (`xoxb-...`), which it posts with")
    slack_app_token: Secret = setting(
        Secret(), "the app's token (`xapp-...`), for `groundwire slack`"
    )
    slack_api_url: str = setting(
        "", "another address of Slack's Web API, such as a mock's; empty: Slack's"
    )
    slash_token: Secret = setting(
        Secret(), "the token of Mattermost's slash command for `/slack/commands`"
    )
    jobs_at_once: int = setting(
        1, "how many jobs the processes of a service run at a time", least=1, most=64
    )
    fetch_allow: str = setting(
        "",
        "hosts and networks that are fetched though they are not on the public "
        "internet, as `wiki.example:8080 10.2.0.0/16`",
    )
    fetch_bytes: int = setting(
        20_000_000, "the most bytes of a fetched page", least=1, most=50_000_000
    )
    fetch_seconds: float = setting(30.0, "how long a page is waited for, in all", above=0, most=600)
    rate: str = setting(
        "",
        "how often a key, or an address where no keys are asked for, may ask, as "
        "60/minute, counted in each process; empty: without limit",
    )
    allowed_hosts: str = setting(
        "",
        "names, separated by commas, by which a service without keys may be called "
        "beside localhost and addresses in numbers; `*`: any",
    )
    cors_origins: str = setting(
        "",
        "origins of web pages elsewhere, separated by commas, that may use the "
        "service, as https://news.example; `*`: all; empty: none",
    )
    concurrency: int = setting(
        0,
        "how many answers a process works on at once; 0: its share of the processors, "
        "or sixteen where a server writes them",
        least=0,
        most=1000,
    )
    grace: int = setting(
        30, "seconds that requests under way have when the service stops", least=1, most=3600
    )
    log_format: LogFormat = setting(
        LogFormat.LOGFMT, "how `serve` writes its log: `logfmt` or `json`"
    )
    log_questions: bool = setting(False, "whether the log shows what was asked")
    timezone: str = setting("UTC", "the zone of times that name none, and of those shown")
    names: Path | None = setting(
        None, "a file of other names: each line a group, separated by tabs"
    )

    chosen: frozenset[str] = field(default=frozenset(), repr=False, compare=False)
    """The settings that somebody chose, be it as they are without."""

    @property
    def page(self) -> str:
        """The page's address as readers know it, with a slash at its end; empty where none is set."""
        return f"{self.public_url.rstrip('/')}/" if self.public_url else ""

    @property
    def zone(self) -> tzinfo:
        """The time zone itself. Raises BadInput where its name is unknown."""
        return zone_named(self.timezone)


def read_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Settings from the environment, less what is `given`; what is empty or None counts as unset.

    Raises BadInput, naming the variable, for a value that cannot be used.
    """
    environment = os.environ if environment is None else environment
    values = {}
    for one in settings_of(Settings):
        variable = PREFIX + one.name.upper()
        if value := given.get(one.name) or environment.get(variable):
            try:
                values[one.name] = value_of(one, value)
            except Unfit as error:
                raise BadInput(f"{variable} cannot be used: {error}") from error
    return Settings(**values, chosen=frozenset(values))


def hand_on(home: Path, concurrency: int, metrics: str) -> None:
    """Tell new processes what the command line said, and the folder of their common metrics."""
    os.environ[f"{PREFIX}HOME"] = str(home)
    os.environ[f"{PREFIX}CONCURRENCY"] = str(concurrency)
    os.environ.pop(_METRICS, None)
    if metrics:
        os.environ[_METRICS] = metrics


def shared_metrics(environment: Mapping[str, str] | None = None) -> str:
    """The folder in which several processes count together, or nothing."""
    return (os.environ if environment is None else environment).get(_METRICS, "")


def traces_endpoint(environment: Mapping[str, str] | None = None) -> str:
    """Where traces go, by OpenTelemetry's own variables; or nothing."""
    environment = os.environ if environment is None else environment
    return environment.get(f"{_OTLP}_TRACES_ENDPOINT") or environment.get(f"{_OTLP}_ENDPOINT", "")
