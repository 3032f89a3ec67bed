"""The verbs of the desk as a screen may ask for them: the acting officer is the one who is signed in."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from kppn_tui.client.call import Call

if TYPE_CHECKING:
    from kppn_tui.desk import Desk
    from kppn_tui.domain.people import Officer

P = ParamSpec("P")
R = TypeVar("R")


class Verb(Generic[P, R]):
    """One verb of the desk without its officer; to ask for it gives a `Call`."""

    def __init__(
        self, method: "Callable[[Desk], Callable[Concatenate[Officer, P], R]]", *, takes_over: bool = False
    ) -> None:
        """Stand for `method`; with `takes_over` it knows the keyword `take_over` (see `domain.lifecycle.Rule`)."""
        self._method = method
        self._takes_over = takes_over

    def __get__(self, verbs: "Verbs", owner: type[Any]) -> Callable[P, Call[R]]:
        method, officer = self._method, verbs.officer

        def asked(*args: P.args, **kwargs: P.kwargs) -> Call[R]:
            def over(desk: "Desk") -> R:
                verb: Callable[..., R] = method(desk)
                return verb(officer, *args, **{**kwargs, "take_over": True})

            return Call(lambda desk: method(desk)(officer, *args, **kwargs), over if self._takes_over else None)

        return asked


class Verbs:
    """Each attribute takes what the verb of the same name takes, without the officer (see `kppn_tui.desk`)."""

    def __init__(self, officer: "Callable[[], Officer]") -> None:
        self._officer = officer

    @property
    def officer(self) -> "Officer":
        """Return who is signed in."""
        return self._officer()

    perform = Verb(lambda desk: desk.perform, takes_over=True)
    take_ticket = Verb(lambda desk: desk.take_ticket)
    call = Verb(lambda desk: desk.call)
    call_next = Verb(lambda desk: desk.call_next)
    recall = Verb(lambda desk: desk.recall)
    absent = Verb(lambda desk: desk.absent)
    requeue = Verb(lambda desk: desk.requeue)
    rejoin = Verb(lambda desk: desk.rejoin)
    dismiss = Verb(lambda desk: desk.dismiss)
    start = Verb(lambda desk: desk.start, takes_over=True)
    finish = Verb(lambda desk: desk.finish, takes_over=True)
    prioritise = Verb(lambda desk: desk.prioritise)
    cancel_ticket = Verb(lambda desk: desk.cancel_ticket)
    identify = Verb(lambda desk: desk.identify, takes_over=True)
    add_consultation = Verb(lambda desk: desk.add_consultation, takes_over=True)
    record = Verb(lambda desk: desk.record, takes_over=True)
    switch = Verb(lambda desk: desk.switch, takes_over=True)
    resolve = Verb(lambda desk: desk.resolve, takes_over=True)
    refer = Verb(lambda desk: desk.refer, takes_over=True)
    cancel = Verb(lambda desk: desk.cancel, takes_over=True)
    request_documents = Verb(lambda desk: desk.request_documents, takes_over=True)
    end_service = Verb(lambda desk: desk.end_service, takes_over=True)
    hold_for_outage = Verb(lambda desk: desk.hold_for_outage, takes_over=True)
    documents_received = Verb(lambda desk: desk.documents_received, takes_over=True)
    follow_up = Verb(lambda desk: desk.follow_up, takes_over=True)
    log_progress = Verb(lambda desk: desk.log_progress)
    explain_overdue = Verb(lambda desk: desk.explain_overdue)
    reveal_contact = Verb(lambda desk: desk.reveal_contact)
    escalate = Verb(lambda desk: desk.escalate, takes_over=True)
    accept = Verb(lambda desk: desk.accept)
    answer = Verb(lambda desk: desk.answer)
    return_ = Verb(lambda desk: desk.return_)
    pass_on = Verb(lambda desk: desk.pass_on)
    clarify = Verb(lambda desk: desk.clarify)
    withdraw = Verb(lambda desk: desk.withdraw)
    name_substitute = Verb(lambda desk: desk.name_substitute)
    rename_stakeholder = Verb(lambda desk: desk.rename_stakeholder)
    remove_stakeholder = Verb(lambda desk: desk.remove_stakeholder)
    add_alias = Verb(lambda desk: desk.add_alias)
    remove_alias = Verb(lambda desk: desk.remove_alias)
    change_substitute = Verb(lambda desk: desk.change_substitute)
    end_substitute = Verb(lambda desk: desk.end_substitute)
    undo = Verb(lambda desk: desk.undo)
    sign_out = Verb(lambda desk: desk.sign_out)
    confirm_clock = Verb(lambda desk: desk.confirm_clock)


def sign_in(login: str, password: str, counter: str = "", *, beside: bool = False) -> "Call[Officer]":
    """Return the call that signs an officer in and holds the session; its refusals are those of `Desk.sign_in`."""

    def signed_in(desk: "Desk") -> "Officer":
        officer = desk.sign_in(login, password, counter, beside=beside)
        desk.begin_session(officer, beside=beside)
        return officer

    return Call(signed_in)
