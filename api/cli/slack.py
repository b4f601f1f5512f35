"""`groundwire slack` and `groundwire feedback`: the bot in Socket Mode, and what readers said."""

import json as json_lines
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.bootstrap import open_answerer, open_claim_checker, open_index
from api.cli.maintenance import AsJson, Home
from api.cli.output import complain, console, print_json, reported
from api.cli.terminal import clean, written_time
from api.settings import Settings, read_settings
from index.errors import BadInput
from index.state import Vote


def slack(*, home: Home = None) -> None:
    """Answer in Slack over Socket Mode: no public address is needed. Ctrl-C ends it."""
    import asyncio

    with reported():
        settings = read_settings(home=home)
        app_token = _token(settings)
        from api.slack.bot import working
        from api.slack.socket_mode import listen
        from api.slack.web import SlackFault

        with open_index(settings, create=True) as index:
            answerer, checker = open_answerer(index, settings), open_claim_checker(index, settings)
            with working(index, answerer, checker, settings) as bot:
                try:
                    complain(f"Answering as {bot.web.whoami()}; Ctrl-C ends it.")
                except SlackFault as error:
                    raise BadInput(f"Slack does not take the bot's token: {error}") from error
                asyncio.run(listen(bot, app_token))


def _token(settings: Settings) -> str:
    """The app's token. Raises BadInput where either token is missing."""
    for name, start in (("slack_bot_token", "xoxb-"), ("slack_app_token", "xapp-")):
        if not getattr(settings, name).reveal():
            raise BadInput(
                f"set GROUNDWIRE_{name.upper()} ({start}...): README.md says where it is"
            )
    return settings.slack_app_token.reveal()


def feedback(
    *,
    export: Annotated[
        Path | None, typer.Option(help="Write what was found helpful as questions for `eval`.")
    ] = None,
    home: Home = None,
    json: AsJson = False,
) -> None:
    """List what readers said about answers in Slack, the newest last."""
    with reported():
        settings = read_settings(home=home)
        with open_index(settings) as index:
            votes = index.state.feedback.all()
        if export:
            _export(votes, export)
        elif json:
            print_json([_row(vote) for vote in votes])
        else:
            _show(votes, settings)


def _row(vote: Vote) -> dict[str, object]:
    answer = json_lines.loads(vote.answer)
    said = {"answer_id": vote.answer_id, "user": vote.user, "helpful": vote.helpful}
    return {**said, "at": vote.at.isoformat(), "answer": answer}


def _show(votes: Sequence[Vote], settings: Settings) -> None:
    from api.slack.feedback import read_answer

    if not votes:
        console().print("Nobody has said anything yet.")
        return
    table = Table("when", "helpful", "question", "answer", box=None, header_style="dim")
    for vote in votes:
        answer = read_answer(vote)
        text = answer.abstention.message if answer.abstention else answer.answer
        helpful = "yes" if vote.helpful else "no"
        cells = (written_time(vote.at, settings.zone), helpful, answer.question, text)
        table.add_row(*(Text(clean(cell)) for cell in cells))
    console().print(table)
    complain(f"{sum(vote.helpful for vote in votes)} of {len(votes)} helpful")


def _export(votes: Sequence[Vote], path: Path) -> None:
    from api.slack.feedback import questions

    lines = [json_lines.dumps(line, ensure_ascii=False) for line in questions(votes)]
    if not lines:
        raise BadInput("no answer was found helpful yet: there is nothing to export")
    try:
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be written: {error.strerror}") from error
    complain(f"{len(lines)} questions: shorten their answers to what counts, then groundwire eval")
