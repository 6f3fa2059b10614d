"""Anliegen with their Rücksprachen and ends, and the figures that are kept of them."""

from routing.escalation.models.anliegen import EXCEPTIONS, KINDS, Anliegen, Consult, Outcome
from routing.escalation.models.figures import FigureCell
from routing.escalation.models.guides import Gespraechsleitfaden

__all__ = ["EXCEPTIONS", "KINDS", "Anliegen", "Consult", "FigureCell", "Gespraechsleitfaden", "Outcome"]
