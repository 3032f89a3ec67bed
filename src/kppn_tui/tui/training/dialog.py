"""Dialogs of a room: everything that the room itself puts over the desk."""

from kppn_tui.tui.dialogs.base import Dialog, Result
from kppn_tui.tui.training.host import TrainingHost, training_host


class RoomDialog(Dialog[Result]):
    """A dialog that knows the room around it."""

    @property
    def training(self) -> TrainingHost:
        """Return the program around the dialog, with its room."""
        return training_host(self)
