"""Steps of a scripted officer, and the manner in which the officer works."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Manner(StrEnum):
    """Manner of a scripted officer: by the standard, or with the faults that a score card finds."""

    GOOD = "teladan"
    CARELESS = "ceroboh"


class StepKind(StrEnum):
    """Kind of step. The values are parts of random keys: another value would change every plan."""

    CALL_NEXT = "call_next"
    CALL = "call"
    RECALL = "recall"
    ABSENT = "absent"
    REQUEUE = "requeue"
    START = "start"
    IDENTIFY = "identify"
    RECORD_TOPIC = "topic"
    RECORD_QUESTION = "question"
    ADD_CONSULTATION = "add_consultation"
    REQUEST_DOCUMENTS = "request_documents"
    DOCUMENTS_RECEIVED = "documents_received"
    SWITCH = "switch"
    RESOLVE = "resolve"
    FOLLOW_UP = "follow_up"
    ESCALATE = "escalate"
    REFER = "refer"
    CANCEL = "cancel"
    FINISH = "finish"
    #: Resolving a follow-up, with the way in which the answer went out.
    DELIVER = "deliver"
    LOG_PROGRESS = "log_progress"
    CLARIFY = "clarify"
    ACCEPT = "accept"
    RETURN = "return"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Step:
    """A step that an officer does at `at` (UTC), with what is typed for it in `values`."""

    at: datetime
    kind: StepKind
    ticket_id: int = 0
    consultation_id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
