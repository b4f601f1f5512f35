"""How good answers are, measured with questions whose answers are known.

A question file becomes cases; each case, asked, becomes a record; records become metrics, curves, and a comparison with the records of an earlier run.
"""

from rag.evaluation.case import Case, Kind, read_cases
from rag.evaluation.comparison import Comparison, compared
from rag.evaluation.curves import Point, risk_coverage
from rag.evaluation.judging import Result, evaluate, held, is_right
from rag.evaluation.measures import Measure, Unit, Value, measures
from rag.evaluation.metrics import Metrics
from rag.evaluation.record import Cited, Record
from rag.evaluation.recording import Recorder

__all__ = [
    "Case",
    "Cited",
    "Comparison",
    "Kind",
    "Measure",
    "Metrics",
    "Point",
    "Record",
    "Recorder",
    "Result",
    "Unit",
    "Value",
    "compared",
    "evaluate",
    "held",
    "is_right",
    "measures",
    "read_cases",
    "risk_coverage",
]
