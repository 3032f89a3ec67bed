"""A visit as text: its one line, and the rows of its consultations.

Of a consultation it has the steps, the documents, and the time in words.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.cells import cell_len
from rich.text import Text

from kppn_tui.domain.people import Officer
from kppn_tui.domain.records import DeadlineKind
from kppn_tui.domain.states import TicketState
from kppn_tui.domain.steps import steps
from kppn_tui.domain.views import ConsultationView, SessionView
from kppn_tui.i18n import _
from kppn_tui.presentation import words
from kppn_tui.presentation.deadlines import PHASE_STYLE, arrival_text, channel_text, phase_of, service_cell
from kppn_tui.presentation.presence import MARK, company_text
from kppn_tui.presentation.rows import Row

MARKS = {"done": ("✓", ""), "missing": ("○", "bold"), "optional": ("·", "dim")}


def colleague(view: SessionView, officer: Officer | None) -> str:
    """Return name and counter of whoever serves this visitor, if that is not `officer`; else ""."""
    ticket = view.ticket
    if officer is None or ticket.state != TicketState.SERVING or ticket.officer_id in (None, officer.id):
        return ""
    counter = _("counter {n}").format(n=ticket.counter) if ticket.counter else ""
    return ", ".join(part for part in (view.officer_name, counter) if part)


def visit_line(
    view: SessionView, officer: Officer | None, short: Callable[[datetime], str], identify_key: str,
    also: tuple[str, ...] = (),
) -> Text:  # fmt: skip
    """Return the visit in one line: number, institution, person, how and when it came, and the purpose.

    `short` writes a moment. Before the number stand the colleague who serves the visitor, unless that is `officer`, and
    the colleagues (`also`) who have the ticket open too. After it stands, while the identity is not recorded, the key
    that records it.
    """
    ticket, other = view.ticket, colleague(view, officer)
    # Whoever serves it is named once.
    here = f"{MARK} " if other and view.officer_name in also else ""
    others = tuple(name for name in also if not (here and name == view.officer_name))
    who = ticket.visitor_name or (_("identity declined") if ticket.identity_declined else "")
    role = f"({ticket.visitor_role})" if ticket.visitor_role else ""
    parts = [
        here + _("served by {who}").format(who=other) if other else "",
        company_text(others).plain,
        ticket.label,
        "" if ticket.state == TicketState.SERVING else words.state_word(ticket.state),
        "" if ticket.identified else _("identity not recorded yet ({key})").format(key=identify_key),
        words.institution_text(ticket),
        " ".join(part for part in (who, role) if part),
        channel_text(ticket),
        arrival_text(ticket, short),
        ticket.purpose,
    ]
    return Text(" · ".join(part for part in parts if part), style="bold", no_wrap=True, overflow="ellipsis")


def consultation_rows(view: SessionView, now: datetime, keys: Sequence[str]) -> list[Row]:
    """Return a row for each consultation: its key, if it has one, and topic; its running time or how it ended."""

    def row(number: int, one: ConsultationView) -> Row:
        key = keys[number] if number < len(keys) else " "
        return Row(one.consultation.id, (Text(f"{key} {one.consultation.topic or '?'}"), consultation_state(one, now)))

    return [row(number, one) for number, one in enumerate(view.consultations)]


def consultation_state(one: ConsultationView, now: datetime) -> Text:
    """Return the time of the service while it runs or pauses, else the state in words."""
    deadline = one.deadline(DeadlineKind.SERVICE)
    if deadline is None or deadline.stopped_at is not None:
        return Text(
            words.hold_word(one.consultation.hold_reason)
            if words.hold_mark(one.consultation.hold_reason)
            else words.state_word(one.consultation.state)
        )
    face = service_cell(deadline, now)
    mark = words.hold_mark(one.consultation.hold_reason)
    return face.append(f" {mark}") if mark else face


def steps_text(view: ConsultationView) -> Text:
    """Return the steps of the standard, a line each, with what is done and what is missing."""
    text = Text(no_wrap=True, overflow="ellipsis")
    for at, step in enumerate(steps(view)):
        mark, style = MARKS[step.mark]
        text.append(f"{chr(10) if at else ''}{mark} {step.number} {_(step.name)}", style=style)
    return text


def shortened(text: Text, lines: list[Text], most: int, width: int, rest: str) -> Text:
    """Return `text`, whose `lines` are `width` wide, cut to at most `most` lines.

    The last line of a cut text says where the `rest` is.
    """
    if len(lines) <= most:
        return text
    end = f"… {rest}".rstrip()
    last = lines[most - 1].copy()
    last.rstrip()
    last.truncate(width - cell_len(end), overflow="crop")
    return Text("\n").join([*lines[: most - 1], last.append(end, style="not bold italic")])


def papers_text(view: ConsultationView, usual: tuple[str, ...]) -> Text:
    """Return the answer of a head, and the documents asked for and come.

    Without either, return what is usually needed for the topic.
    """
    text = Text(overflow="ellipsis")
    if view.head_answer:
        text.append(_("Answer of the section head: {text}").format(text=view.head_answer) + "\n", style="bold")
    for document in view.documents:
        mark = "✓" if document.received_at else "…"
        text.append(f"{mark} {document.name}  ", style="" if document.received_at else "bold")
    if not text and usual:
        text.append(_("Usual documents: {names}").format(names="; ".join(usual)), style="dim")
    return text


def clock_words(view: ConsultationView, now: datetime, serve_key: str) -> Text:
    """Return what the large digits mean: the topic, how much is left or over, and the time with its pauses."""
    line = Text(view.consultation.topic or _("no topic yet"), style="bold", overflow="ellipsis")
    deadline = view.deadline(DeadlineKind.SERVICE)
    if deadline is None:
        told = _("The time begins with “{key}”: serve this one.").format(key=serve_key)
        return line.append("\n" + told, style="not bold")
    phase = phase_of(deadline, now)
    if deadline.stopped_at is not None:
        told, style = words.state_word(view.consultation.state), "bold"
    elif phase == "paused":
        told = "‖ " + words.hold_word(view.consultation.hold_reason)
        style = PHASE_STYLE["paused"]
    elif phase == "over":
        told, style = "!! " + _("Over the standard time"), PHASE_STYLE["over"]
    else:
        told = words.left_or_over(deadline.remaining(now))
        told, style = ("! " + told, PHASE_STYLE["warn"]) if phase == "warn" else (told, "not bold")
    line.append("\n").append(told, style=style)
    return line.append(
        "\n" + _("gross {clock}").format(clock=words.minutes_seconds(deadline.gross(now))), style="not bold"
    )
