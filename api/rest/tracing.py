"""Traces for OpenTelemetry, where its variables name a collector and its packages are there.

Spans hold routes, statuses and times: no query, header or question.
"""

import logging
import time
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from threading import Thread
from typing import Any

from starlette.types import Scope

from rag import Answer

_LAST_S = 3.0
_log = logging.getLogger("groundwire.traces")
Ended = Callable[[str, int], None]


@contextmanager
def opened_traces(endpoint: str) -> "Generator[Traces | None, None, None]":
    """Traces, if they are wanted and can be made; what is left of them is sent at the end."""
    if endpoint and find_spec("opentelemetry.sdk") is None:
        _log.warning("no traces are sent: pip install 'groundwire[otel]'")
    if not endpoint or find_spec("opentelemetry.sdk") is None:
        yield None
        return
    with closing(Traces()) as traces:
        yield traces


class Traces:
    """Sends spans to the collector that OpenTelemetry's variables name, in the background."""

    def __init__(self) -> None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import OTELResourceDetector, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        named = OTELResourceDetector().detect().attributes
        resource = Resource.create({"service.name": "groundwire", **named})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("groundwire")

    @contextmanager
    def request(self, scope: Scope) -> Generator[Ended, None, None]:
        """A span for a request, part of the caller's trace if it names one."""
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        carried = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        context = TraceContextTextMapPropagator().extract(carried)
        with self._tracer.start_as_current_span(
            scope["method"], context, SpanKind.SERVER, record_exception=False
        ) as span:

            def ended(route: str, status: int) -> None:
                span.update_name(f"{scope['method']} {route}")
                span.set_attributes(
                    {
                        "http.request.method": scope["method"],
                        "http.route": route,
                        "http.response.status_code": status,
                    }
                )

            yield ended

    def answered(self, answer: Answer) -> None:
        """A span for every step of an answer that has just been made."""
        stages = {name: ms for name, ms in answer.timings_ms.items() if name != "total"}
        now = time.time_ns()
        at = now - round(sum(stages.values()) * 1e6)
        attributes: dict[str, Any] = {
            "groundwire.status": answer.status,
            "groundwire.generator": answer.generator,
            "groundwire.degraded": answer.degraded,
        }
        with self._tracer.start_as_current_span(
            "answer", start_time=at, attributes=attributes, end_on_exit=False
        ) as span:
            for name, ms in stages.items():
                step = self._tracer.start_span(name, start_time=at)
                at += round(ms * 1e6)
                step.end(at)
            span.end(now)

    def close(self) -> None:
        """Send what is left, unless the collector does not answer."""
        sending = Thread(target=self._provider.shutdown, daemon=True)
        sending.start()
        sending.join(_LAST_S)
