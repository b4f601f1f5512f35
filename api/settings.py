"""Settings: the only place that reads the environment.

A model and ten lines, not pydantic-settings: importing that takes as long as a third of an `ask`.
"""

import os
from collections.abc import Mapping
from datetime import tzinfo
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from index.errors import BadInput
from index.times import zone_named

PREFIX = "GROUNDWIRE_"
_METRICS = "PROMETHEUS_MULTIPROC_DIR"
_OTLP = "OTEL_EXPORTER_OTLP"


class LogFormat(StrEnum):
    """What a line of the log looks like."""

    LOGFMT = "logfmt"
    JSON = "json"


class Settings(BaseModel):
    """Every setting has the environment variable `GROUNDWIRE_` and its name in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(
        default_factory=lambda: user_data_path("groundwire"), description="the home folder"
    )
    server: str = Field("", description="a running service that `ask` puts its questions to")
    server_key: SecretStr = Field(
        SecretStr(""), description="the key that `ask` sends to that service"
    )
    embedder: str = Field(
        "",
        description="`builtin`, a sentence-transformers name or folder, or a URL; "
        "empty: what the home was made with",
    )
    embedder_model: str = Field("", description="the model's name, where the embedder is a URL")
    query_prompt: str = Field("", description="put before a query, for models that want it")
    document_prompt: str = Field("", description="put before a passage, for models that want it")
    reranker: str = Field(
        "",
        description="`alignment`, `none`, or a sentence-transformers CrossEncoder; "
        "empty: `alignment` with the built-in embedder",
    )
    nli: str = Field(
        "",
        description="a sentence-transformers CrossEncoder for natural language inference that has "
        "to agree to claims in other words; empty: none is asked",
    )
    openai_api_key: SecretStr = Field(
        SecretStr(""), description="sent to the embedder's URL and to the generator's"
    )
    openai_base_url: str = Field(
        "",
        description="the server that `openai` asks, as http://127.0.0.1:11434/v1; empty: OpenAI's",
    )
    anthropic_api_key: SecretStr = Field(
        SecretStr(""), description="sent to Anthropic by `anthropic`"
    )
    generator: str = Field(
        "extractive",
        description="what writes answers: `extractive`, `local`, `openai`, `anthropic`, "
        "or a class of your own as `module:Class`",
    )
    model: str = Field(
        "", description="the generator's model: a GGUF file for `local`, else a name"
    )
    generator_deadline: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="seconds after which the extractive answer is given instead",
    )
    require_keys: bool = Field(
        default=False, description="whether the service asks for a key (`groundwire key create`)"
    )
    public_url: str = Field(
        "", description="where readers reach the page, for links to quotations; empty: no links"
    )
    slack_signing_secret: SecretStr = Field(
        SecretStr(""), description="proves that requests are Slack's; empty: no `/slack/events`"
    )
    slack_bot_token: SecretStr = Field(
        SecretStr(""), description="the bot's token (`xoxb-...`), which it posts with"
    )
    slack_app_token: SecretStr = Field(
        SecretStr(""), description="the app's token (`xapp-...`), for `groundwire slack`"
    )
    slack_api_url: str = Field(
        "", description="another address of Slack's Web API, such as a mock's; empty: Slack's"
    )
    slash_token: SecretStr = Field(
        SecretStr(""), description="the token of Mattermost's slash command for `/slack/commands`"
    )
    jobs_at_once: int = Field(
        1, ge=1, le=64, description="how many jobs the processes of a service run at a time"
    )
    fetch_allow: str = Field(
        "",
        description="hosts and networks that are fetched though they are not on the public "
        "internet, as `wiki.example:8080 10.2.0.0/16`",
    )
    fetch_bytes: int = Field(
        20_000_000, ge=1, le=50_000_000, description="the most bytes of a fetched page"
    )
    fetch_seconds: float = Field(
        30.0, gt=0, le=600, description="how long a page is waited for, in all"
    )
    rate: str = Field(
        "",
        description="how often a key, or an address where no keys are asked for, may ask, as "
        "60/minute, counted in each process; empty: without limit",
    )
    allowed_hosts: str = Field(
        "",
        description="names, separated by commas, by which a service without keys may be called "
        "beside localhost and addresses in numbers; `*`: any",
    )
    cors_origins: str = Field(
        "",
        description="origins of web pages elsewhere, separated by commas, that may use the "
        "service, as https://news.example; `*`: all; empty: none",
    )
    concurrency: int = Field(
        0,
        ge=0,
        le=1000,
        description="how many answers a process works on at once; 0: its share of the processors, "
        "or sixteen where a server writes them",
    )
    grace: int = Field(
        30, ge=1, le=3600, description="seconds that requests under way have when the service stops"
    )
    log_format: LogFormat = Field(
        LogFormat.LOGFMT, description="how `serve` writes its log: `logfmt` or `json`"
    )
    log_questions: bool = Field(default=False, description="whether the log shows what was asked")
    timezone: str = Field("UTC", description="the zone of times that name none, and of those shown")
    names: Path | None = Field(
        None, description="a file of other names: each line a group, separated by tabs"
    )

    @cached_property
    def zone(self) -> tzinfo:
        """The time zone itself. Raises BadInput where its name is unknown."""
        return zone_named(self.timezone)


def read_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Settings from the environment, less what is `given`; what is empty or None counts as unset.

    Raises BadInput, naming the variable, for a value that cannot be used.
    """
    environment = os.environ if environment is None else environment
    written = {name: environment.get(PREFIX + name.upper()) for name in Settings.model_fields}
    values = {name: given.get(name) or value for name, value in written.items()}
    try:
        return Settings.model_validate({name: value for name, value in values.items() if value})
    except ValidationError as error:
        found = error.errors()[0]
        name = PREFIX + str(found["loc"][0]).upper()
        raise BadInput(f"{name} cannot be used: {found['msg']}") from error


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
