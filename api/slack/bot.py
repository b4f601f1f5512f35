"""The bot of one process: what it listens with, and its workers."""

from collections.abc import Generator
from contextlib import contextmanager

from api.settings import Settings
from api.slack.answering import Answering
from api.slack.desk import Desk
from api.slack.intake import Intake
from api.slack.links import Links
from api.slack.listening import Listener
from api.slack.rendering import View
from api.slack.web import Web
from api.slack.worker import Crew
from index import Index
from rag import Answerer
from rag.claims import ClaimChecker


class Bot:
    """Keeps and does what Slack asks of the articles of one index."""

    def __init__(
        self, index: Index, answerer: Answerer, checker: ClaimChecker, settings: Settings
    ) -> None:
        token, url = settings.slack_bot_token.reveal(), settings.slack_api_url
        self.web = Web(token, url)
        answering = Answering(answerer, checker, settings.generator, self.web)
        view = View(Links(settings.page), settings.zone)
        self.crew = Crew(index.state.events, Desk(index, answering, view, self.web).do)
        self.intake = Intake(index.state.events, self.crew.wake)
        self.listener = Listener(index.state.events, self.intake, token, url)


@contextmanager
def working(
    index: Index, answerer: Answerer, checker: ClaimChecker, settings: Settings
) -> Generator[Bot, None, None]:
    """The bot, at work until the block ends."""
    bot = Bot(index, answerer, checker, settings)
    bot.crew.start()
    try:
        yield bot
    finally:
        bot.intake.close()
        bot.crew.stop()
