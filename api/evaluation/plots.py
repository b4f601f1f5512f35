"""Plots as inline SVG; their colours stand in the report's style sheet."""

from collections.abc import Iterable, Sequence
from math import ceil, floor, log10

from api.evaluation.markup import Html, element, joined
from rag.evaluation import Point

_WIDTH, _HEIGHT = 520, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 24, 42, 44  # margins
_BINS = 24
_MOST_DOTS = 60
_STEPS = (1, 2, 5, 10)
_LINE = {"fill": "none", "class_": "line"}


class _Axes:
    """Numbers to places: x from 0 to `x_most`, y from `y_least` to `y_most`."""

    def __init__(self, x_most: float, y_least: float, y_most: float) -> None:
        self._x_most, self._y_least, self._y_most = x_most, y_least, y_most

    def x(self, value: float) -> float:
        return round(_LEFT + value / self._x_most * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        share = (value - self._y_least) / (self._y_most - self._y_least)
        return round(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), 1)

    def grid(self, xs: Iterable[tuple[float, str]], ys: Iterable[tuple[float, str]]) -> Html:
        """Lines across at the ys, and the numbers at both axes."""
        parts = list[Html]()
        for value, label in ys:
            y, right = self.y(value), _WIDTH - _RIGHT
            parts.append(element("line", x1=_LEFT, x2=right, y1=y, y2=y, class_="grid"))
            parts.append(element("text", label, x=_LEFT - 6, y=y + 4, text_anchor="end"))
        for value, label in xs:
            x, y = self.x(value), _HEIGHT - _BOTTOM + 16
            parts.append(element("text", label, x=x, y=y, text_anchor="middle"))
        return joined(*parts)

    def upright(self, value: float, label: str, place: int) -> Html:
        """A line over the whole height, its name above the plot, in a row of its own."""
        x, above = self.x(value), 14 + 15 * place
        line = element("line", x1=x, x2=x, y1=above - 8, y2=_HEIGHT - _BOTTOM, class_="mark")
        beside = (x - 5, "end") if x > _WIDTH / 2 else (x + 5, "start")
        return joined(line, element("text", label, x=beside[0], y=above, text_anchor=beside[1]))


def risk_coverage_plot(points: Sequence[Point]) -> Html:
    """Accuracy of the answers given against the share of questions answered."""
    least = min(0.5, floor(min(point.accuracy for point in points) * 10) / 10)
    axes = _Axes(1.0, least, 1.0)
    tenths = range(round(least * 10), 11)
    ticks = [(n / 10, f"{n * 10} %") for n in tenths if len(tenths) < 7 or n % 2 == 0]
    grid = axes.grid([(n / 5, f"{n * 20} %") for n in range(6)], ticks)
    places = [(axes.x(point.coverage), axes.y(point.accuracy)) for point in points]
    line = element("polyline", points=" ".join(f"{x},{y}" for x, y in places), **_LINE)
    dots = [_dot(x, y, point) for (x, y), point in zip(places, points, strict=True)]
    return _plot(
        "accuracy by share answered",
        "share of questions answered",
        grid,
        line,
        *dots[:: ceil(len(dots) / _MOST_DOTS)],
    )


def _dot(x: float, y: float, point: Point) -> Html:
    told = (
        f"confidence {point.confidence:.3f} or more: {point.coverage:.0%} answered, "
        f"{point.accuracy:.1%} of these right"
    )
    return element("circle", element("title", told), cx=x, cy=y, r=3)


def histogram(times: Sequence[float], marks: Sequence[tuple[float, str]]) -> Html:
    """How many questions took how many milliseconds, with marked times."""
    width = _nice(max(times) / _BINS or 1.0)
    counts = [0] * (floor(max(times) / width) + 1)
    for time in times:
        counts[floor(time / width)] += 1
    tall = _nice(max(counts) / 4)
    axes = _Axes(width * len(counts), 0, tall * ceil(max(counts) / tall))
    tick = _nice(width * len(counts) / 6)
    xs = [(n * tick, f"{n * tick:g}") for n in range(floor(width * len(counts) / tick) + 1)]
    ys = [(n * tall, f"{n * tall:g}") for n in range(ceil(max(counts) / tall) + 1)]
    bars = [_bar(axes, n * width, width, count) for n, count in enumerate(counts) if count]
    lines = [axes.upright(value, label, place) for place, (value, label) in enumerate(marks)]
    return _plot(
        "histogram of times", "milliseconds for an answer", axes.grid(xs, ys), *bars, *lines
    )


def _bar(axes: _Axes, start: float, width: float, count: int) -> Html:
    left, right, top = axes.x(start), axes.x(start + width), axes.y(count)
    told = element("title", f"{start:g} to {start + width:g} ms: {count}")
    size = {"width": round(right - left - 1, 1), "height": round(axes.y(0) - top, 1)}
    return element("rect", told, x=left, y=top, class_="bar", **size)


def _nice(least: float) -> float:
    """The first of 1, 2, 5, 10, 20, 50, 0.1 ... that is not less."""
    power = 10.0 ** floor(log10(least))
    return next(step * power for step in _STEPS if step * power >= least * (1 - 1e-9))


def _plot(about: str, below: str, *parts: Html) -> Html:
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    name = element("text", below, x=middle, y=_HEIGHT - 8, text_anchor="middle")
    box = f"0 0 {_WIDTH} {_HEIGHT}"
    return element("svg", *parts, name, viewBox=box, role="img", aria_label=about)
