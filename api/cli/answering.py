"""`groundwire eval QUESTIONS.jsonl`: every question asked, and what that shows."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from api.bootstrap import open_answerer, open_index
from api.cli.articles import articles_of, size_of
from api.cli.output import complain, console, print_json
from api.cli.progress import Meter, counted, rebuilding, watched
from api.evaluation.run import Run, document, read_run
from api.filters import read_filters
from api.settings import Settings
from index import Index
from index.errors import BadFile
from rag import Request
from rag.evaluation import Comparison, Metrics, Record, Recorder, compared, read_cases
from rag.limits import written


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of what, and what is made of it; `dates` are those of the filters, as written."""

    questions: Path
    articles: Path | None
    dates: Mapping[str, str]
    sources: Sequence[str]
    top_k: int
    first: int | None
    report: Path | None
    against: Path | None


def measure_answers(settings: Settings, wishes: Wishes, *, json: bool) -> None:
    """Ask, print, and write the report. Raises BadQuestion or BadInput for what cannot be used."""
    earlier = read_run(wishes.against) if wishes.against else None
    if wishes.report and not wishes.report.absolute().parent.is_dir():
        raise BadFile(str(wishes.report), "cannot be written: there is no such folder")
    run = _run(settings, wishes)
    metrics = Metrics.of(run.records)
    comparison = compared(earlier.records, run.records) if earlier else None
    if wishes.report:
        _write_report(wishes.report, run, metrics, comparison)
    if json:
        print_json(document(run, metrics, comparison))
    else:
        _print(run, metrics, comparison)


def _run(settings: Settings, wishes: Wishes) -> Run:
    filters = read_filters(settings.zone, sources=wishes.sources, **wishes.dates)
    request = Request("", filters, top_k=wishes.top_k, generator=settings.generator)
    cases = read_cases(wishes.questions)[: wishes.first]
    with _opened(settings, wishes.articles) as index, counted("questions") as told:
        recorder = Recorder(open_answerer(index, settings), index, request)
        records = list[Record]()
        for case in cases:
            records.append(recorder.record(case))
            told(len(records))
    over = wishes.articles or settings.home
    return Run(
        made_at=datetime.now(UTC),
        questions=str(wishes.questions),
        over=str(over),
        generator=settings.generator,
        filters=written(filters),
        records=records,
    )


@contextmanager
def _opened(settings: Settings, articles: Path | None) -> Generator[Index, None, None]:
    """The index of the home, or of a passing one made of the articles alone."""
    if articles is None:
        with rebuilding() as progress, open_index(settings, progress=progress) as index:
            yield index
        return
    with TemporaryDirectory(prefix="groundwire-") as folder:
        own = replace(settings, home=Path(folder) / "home")
        with open_index(own, create=True) as index:
            _fill(index, str(articles), settings)
            yield index


def _fill(index: Index, articles: str, settings: Settings) -> None:
    """What cannot be read is said; the questions are put to the rest, if there is any."""
    from index.ingest import ingest

    meter = Meter(size_of([articles]))
    found = articles_of([articles], settings.zone, meter)
    stored = 0
    for outcome in watched(ingest(index, found), "articles", meter):
        if isinstance(outcome, BadFile):
            complain(str(outcome))
        else:
            stored += 1
    if not stored:
        raise BadFile(articles, "holds no articles")


def _write_report(path: Path, run: Run, metrics: Metrics, comparison: Comparison | None) -> None:
    from api.evaluation.report import render_report

    try:
        path.write_text(render_report(run, metrics, comparison), encoding="utf-8")
    except OSError as error:
        raise BadFile(str(path), f"cannot be written: {error.strerror}") from error


def _print(run: Run, metrics: Metrics, comparison: Comparison | None) -> None:
    from api.evaluation.table import render_comparison, render_run

    console().print(render_run(run.records, metrics))
    if comparison:
        console().print(render_comparison(comparison))
