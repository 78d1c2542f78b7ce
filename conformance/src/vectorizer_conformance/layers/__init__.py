"""The layers of the suite: each asks the same question in another way, because each kills other bugs."""

from vectorizer_conformance.layers.base import TIERS, Layer, Requirement, RunContext
from vectorizer_conformance.layers.cases import CasesLayer
from vectorizer_conformance.layers.contract import ContractLayer
from vectorizer_conformance.layers.endurance import EnduranceLayer
from vectorizer_conformance.layers.faults import FaultsLayer
from vectorizer_conformance.layers.model import ModelLayer
from vectorizer_conformance.layers.surface import SurfaceLayer

LAYERS: tuple[Layer, ...] = (
    ContractLayer(),
    CasesLayer(),
    ModelLayer(),
    SurfaceLayer(),
    FaultsLayer(),
    EnduranceLayer(),
)

__all__ = ["LAYERS", "TIERS", "Layer", "Requirement", "RunContext"]
