"""Spans, as a collector gets them."""

from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
from doors import BACKLOG
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from service import served

TRACE = "0af7651916cd43dd8448eb211c80319c"


@contextmanager
def collector() -> Generator[tuple[str, list[Span]], None, None]:
    """The url of a collector, and the spans that it got."""
    spans = list[Span]()

    class Collecting(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    spans.extend(scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Collecting) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", spans
        finally:
            server.shutdown()
            thread.join()


def test_a_request_is_a_span_and_so_is_each_step_of_its_answer(home: Path) -> None:
    with collector() as (endpoint, spans):
        with served(
            home, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint, OTEL_EXPORTER_OTLP_COMPRESSION="none"
        ) as service:
            parent = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
            ask = {"question": BACKLOG}
            httpx.post(f"{service.url}/v1/ask?token=hidden", json=ask, headers=parent)
            assert service.end() == 0  # what is left is sent
        named = {span.name: span for span in spans}
        request, answer = named["POST /v1/ask"], named["answer"]
        assert request.trace_id.hex() == TRACE
        assert request.parent_span_id.hex() == "b7ad6b7169203331"
        assert answer.parent_span_id == request.span_id
        steps = {name for name, span in named.items() if span.parent_span_id == answer.span_id}
        assert steps == {"retrieve", "evidence", "generate", "verify", "compare"}
        told = {a.key: a.value.string_value or a.value.int_value for a in request.attributes}
        assert told == {
            "http.request.method": "POST",
            "http.route": "/v1/ask",
            "http.response.status_code": 200,
        }
        assert not any("hidden" in str(span) or BACKLOG in str(span) for span in spans)
        assert request.start_time_unix_nano <= answer.start_time_unix_nano
        assert answer.end_time_unix_nano <= request.end_time_unix_nano


def test_nothing_is_sent_where_no_collector_is_named(home: Path) -> None:
    with collector() as (_, spans):
        with served(home) as service:
            httpx.post(f"{service.url}/v1/ask", json={"question": BACKLOG})
            assert service.end() == 0
        assert spans == []
