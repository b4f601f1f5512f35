"""What routes are given of the application that runs."""

from typing import Annotated

from fastapi import Depends, Request

from api.jobs import Runner
from api.settings import Settings
from index import Index
from rag import Answerer


def _settings(request: Request) -> Settings:
    return request.app.state.settings  # type: ignore[no-any-return]


def _index(request: Request) -> Index:
    return request.app.state.index  # type: ignore[no-any-return]


def _answerer(request: Request) -> Answerer:
    return request.app.state.answerer  # type: ignore[no-any-return]


def _runner(request: Request) -> Runner:
    return request.app.state.runner  # type: ignore[no-any-return]


SettingsDep = Annotated[Settings, Depends(_settings)]
IndexDep = Annotated[Index, Depends(_index)]
AnswererDep = Annotated[Answerer, Depends(_answerer)]
RunnerDep = Annotated[Runner, Depends(_runner)]
