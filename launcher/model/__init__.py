"""The values that pass between rooms: frozen, slotted, JSON-shaped. No behaviour beyond reading themselves.

Where the data goes: Fact, Signals → Keyword → Candidate → Site → Release → Plan (Step …) → Proof (Check …) → report.
"""

from launcher.model.base import JSON, Money, Reason, Words, as_json, canonical, digest
from launcher.model.crisis import (
    Article,
    Availability,
    Candidate,
    Fact,
    Heat,
    Keyword,
    Quote,
    Series,
    Signals,
    Status,
    Visibility,
)
from launcher.model.launch import (
    Check,
    Front,
    Holding,
    Operation,
    OperationState,
    Order,
    Plan,
    Proof,
    Record,
    Response,
    Server,
    Step,
)
from launcher.model.site import File, Finding, Mode, Release, Site

__all__ = [
    "JSON",
    "Article",
    "Availability",
    "Candidate",
    "Check",
    "Fact",
    "File",
    "Finding",
    "Front",
    "Heat",
    "Holding",
    "Keyword",
    "Mode",
    "Money",
    "Operation",
    "OperationState",
    "Order",
    "Plan",
    "Proof",
    "Quote",
    "Reason",
    "Record",
    "Release",
    "Response",
    "Series",
    "Server",
    "Signals",
    "Site",
    "Status",
    "Step",
    "Visibility",
    "Words",
    "as_json",
    "canonical",
    "digest",
]
