"""A proxy on loopback that records what a client sends, and does to each request what the plan of its call says."""

from vectorizer_conformance.proxy.exchange import Attempt, Exchange
from vectorizer_conformance.proxy.fault_plan import (
    CALL_HEADER,
    CLIENT_HEADER,
    FORWARD,
    PLAN_HEADER,
    FaultPlan,
    FaultStep,
    PlanError,
)
from vectorizer_conformance.proxy.recording_proxy import RecordingProxy
from vectorizer_conformance.proxy.sockets import Greeting

__all__ = [
    "CALL_HEADER",
    "CLIENT_HEADER",
    "FORWARD",
    "PLAN_HEADER",
    "Attempt",
    "Exchange",
    "FaultPlan",
    "FaultStep",
    "Greeting",
    "PlanError",
    "RecordingProxy",
]
