"""The verbs of the desk: one verb, one transaction, one event. Screens, commands, training and scripts use it.

A script needs `open_desk`, `load_settings`, `locate`, `Contact` and `DeskError`. Each name is loaded when it is first
asked for, and brings nothing along that it does not need.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kppn_tui.desk.clock import Clock as Clock
    from kppn_tui.desk.clock import system_clock as system_clock
    from kppn_tui.desk.desk import PLAIN as PLAIN
    from kppn_tui.desk.desk import Desk as Desk
    from kppn_tui.desk.desk import connect as connect
    from kppn_tui.desk.desk import open_desk as open_desk
    from kppn_tui.desk.queue import FINISH as FINISH
    from kppn_tui.desk.queue import SWITCH as SWITCH
    from kppn_tui.domain.contact import Contact as Contact
    from kppn_tui.domain.contact import Refusal as Refusal
    from kppn_tui.domain.errors import DeskError as DeskError
    from kppn_tui.office.places import locate as locate
    from kppn_tui.office.settings import load_settings as load_settings

__all__ = [
    "FINISH", "PLAIN", "SWITCH", "Clock", "Contact", "Desk", "DeskError", "Refusal", "connect", "load_settings",
    "locate", "open_desk", "system_clock",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """Return what `__all__` names from the module that it lies in."""
    match name:
        case "locate":
            from kppn_tui.office.places import locate

            return locate
        case "load_settings":
            from kppn_tui.office.settings import load_settings

            return load_settings
        case "DeskError":
            from kppn_tui.domain.errors import DeskError

            return DeskError
        case "Contact":
            from kppn_tui.domain.contact import Contact

            return Contact
        case "Refusal":
            from kppn_tui.domain.contact import Refusal

            return Refusal
        case "FINISH":
            from kppn_tui.domain.conditions import Leave

            return Leave.FINISH
        case "SWITCH":
            from kppn_tui.domain.conditions import Leave

            return Leave.SWITCH
        case "Clock":
            from kppn_tui.desk.clock import Clock

            return Clock
        case "system_clock":
            from kppn_tui.desk.clock import system_clock

            return system_clock
        case "Desk":
            from kppn_tui.desk.desk import Desk

            return Desk
        case "PLAIN":
            from kppn_tui.desk.desk import PLAIN

            return PLAIN
        case "connect":
            from kppn_tui.desk.desk import connect

            return connect
        case "open_desk":
            from kppn_tui.desk.desk import open_desk

            return open_desk
        case _:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
