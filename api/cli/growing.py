"""An answer that is printed while it is made."""

from collections.abc import Iterable
from datetime import tzinfo
from threading import Timer

from rich.console import Console
from rich.control import Control
from rich.segment import ControlType
from rich.text import Text

from api.cli.terminal import render_answer, render_basis, render_statement
from api.withdrawal import withdrawn
from index.article import detect_language
from rag import Answer, Event, SourcesFound, TextAdded, answer_of

_PATIENCE_S = 1.0  # without a word before it is said what goes on
_WRITING = {"zh": "找到 {count} 篇文章，正在作答……", "en": "Writing from {count} articles …"}
_ERASED = Control((ControlType.ERASE_IN_LINE, 2), ControlType.CARRIAGE_RETURN)


class Growing:
    """Prints one answer, sentence by sentence and then what they rest on, on a terminal."""

    def __init__(self, out: Console, zone: tzinfo, question: str) -> None:
        self._out, self._zone, self._language = out, zone, detect_language(question)
        self._width = out.width  # lines are broken for this one, though it is resized meanwhile
        self._text, self._printed, self._open = "", Text(), False
        self._waiting = _Waiting(out)

    def show(self, events: Iterable[Event]) -> Answer:
        """The answer, once it is printed.

        Raises what the events raise. Then, as after an interrupt, the line that was begun is ended.
        """
        try:
            answer = answer_of(map(self._taken, events))
        finally:
            self._end()
        self._finish(answer)
        return answer

    def _taken(self, event: Event) -> Event:
        self._waiting.end()
        if isinstance(event, TextAdded):
            self._add(event.text)
        elif isinstance(event, SourcesFound):
            self._waiting.begin(_WRITING[self._language].format(count=len(event.sources)))
        return event

    def _add(self, text: str) -> None:
        """Print what more text adds: lines are broken between words, and never elsewhere later."""
        self._text, self._open = self._text + text, True
        lines = render_statement(self._text).wrap(self._out, self._width)
        whole = Text("\n").join(lines)
        self._out.print(whole[len(self._printed) :], end="", soft_wrap=True)
        self._printed = whole

    def _end(self) -> None:
        self._waiting.end()
        if self._open:
            self._out.print()
            self._open = False

    def _finish(self, answer: Answer) -> None:
        if self._text and self._text == answer.answer:
            self._out.print(render_basis(answer, self._zone))
            return
        if self._text:
            self._out.print(Text(withdrawn(answer.question), style="yellow"))
        self._out.print(render_answer(answer, self._zone))


class _Waiting:
    """A line that is shown after a while and erased again."""

    def __init__(self, out: Console) -> None:
        self._out, self._timer, self._shown = out, Timer(0, print), False

    def begin(self, said: str) -> None:
        """Show this unless the end comes soon."""
        if not self._out.is_dumb_terminal:
            self._timer = Timer(_PATIENCE_S, self._show, (said,))
            self._timer.daemon = True
            self._timer.start()

    def end(self) -> None:
        """Leave nothing of it."""
        if self._timer.is_alive():
            self._timer.cancel()
            self._timer.join()
        if self._shown:
            self._out.control(_ERASED)
            self._shown = False

    def _show(self, said: str) -> None:
        self._out.print(Text(said, style="dim"), end="", soft_wrap=True)
        self._shown = True
