"""Layer 4: what a client does when the network, the server or the clock does not do its part."""

from vectorizer_conformance.layers.faults.layer import FaultRun
from vectorizer_conformance.layers.faults.plan import PLAN_HEADER, Plan, PlanError, Step
from vectorizer_conformance.layers.faults.proxy import FaultProxy

__all__ = ["PLAN_HEADER", "FaultProxy", "FaultRun", "Plan", "PlanError", "Step"]
