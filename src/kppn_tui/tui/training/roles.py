"""Roles at a terminal of a room: signing in, taking a role over and giving it back, beginning anew."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from kppn_tui.client.call import Call
from kppn_tui.client.queries import officers as known_officers
from kppn_tui.client.setup import open_office
from kppn_tui.i18n import _
from kppn_tui.training.orders import GiveRoleBackOrder, TakeRoleOrder
from kppn_tui.tui.action_lists import bindings
from kppn_tui.tui.action_row import Place
from kppn_tui.tui.entry.signin import SignInScreen
from kppn_tui.tui.training.host import TrainingHost, training_host

if TYPE_CHECKING:
    from kppn_tui.domain.people import Officer


class RoomSignIn(SignInScreen):
    """Sign-in in a room. The trainer's key replaces that to quit, and the room stops playing the new officer."""

    PLACES: ClassVar[tuple[Place, ...]] = (Place.ENTRY, Place.SIGN_IN, Place.ROOM_SIGN_IN)
    BINDINGS: ClassVar[list[BindingType]] = bindings(Place.ROOM_SIGN_IN)

    def _welcome(self, officer: "Officer") -> None:
        host = training_host(self)
        super()._welcome(officer)
        host.set_home_officer(officer)
        host.client.act(Call(lambda _desk: host.room.orders.send(TakeRoleOrder(officer.login))))


def take_role(app: TrainingHost, officer: "Officer") -> None:
    """Take over the role of `officer`, whom the room no longer plays; give back a role that is left for it."""
    left, home = app.client.officer, app.home_officer
    app.client.drafts.write()

    def take() -> None:
        if left is not None and left.login not in (officer.login, home.login if home else ""):
            app.room.orders.send(GiveRoleBackOrder(left.login))
        app.room.orders.send(TakeRoleOrder(officer.login))

    sentence = _("You are {name} now; the room no longer plays them.").format(name=officer.name)
    if app.plays_itself:
        sentence = " ".join((sentence, _("The scripted officer waits until you give the role back.")))
    app.in_room(take, "", partial(app.work_as, officer, sentence))


def give_back(app: TrainingHost, officer: "Officer") -> None:
    """Let the room play `officer` again; a terminal that had taken that role goes back to its own officer."""
    sentence = _("{name} is played by the room again.").format(name=officer.name)
    me = app.client.officer
    here = me is not None and me.login == officer.login
    away = here and app.home_officer is not None and app.home_officer.login != officer.login
    app.client.drafts.write()
    then = partial(app.work_as, app.home_officer, sentence) if away and app.home_officer is not None else None
    app.order(GiveRoleBackOrder(officer.login), "" if then else sentence, then)


async def begin_anew(app: TrainingHost) -> None:
    """Open the desk of a room that has been reset anew, with the terminal's own officer at it."""
    home = app.home_officer
    if not app.client.is_open:
        return
    if home is not None:
        app.client.drafts.forget("")
    await open_office(app.client, app.room.settings, app.room.clock)
    officers = await app.client.run(known_officers())
    same = [one for one in officers if home is not None and one.login == home.login]
    if same:
        app.work_as(same[0], _("The room begins anew."))
        app.set_home_officer(same[0])
    else:
        app.sign_out()
