"""Values of the fields of a form, by the ids of the fields, and which field a refusal is about."""

from collections.abc import Mapping
from typing import cast

from textual.widget import Widget
from textual.widgets import Input, Label, TextArea

from kppn_tui.domain.errors import DeskError
from kppn_tui.domain.lifecycle import Need
from kppn_tui.tui.widgets.choice import Choice
from kppn_tui.tui.widgets.typeahead import Typeahead

#: The value of a field, by its id; for a Typeahead also what is typed, by its id and ".text".
Kept = Mapping[str, str]

#: Fields in which what a verb needs is typed, in most forms.
USUAL_FIELD: Mapping[str, str] = {
    Need.TEXT: "text",
    Need.REASON: "reason",
    Need.CONTACT: "contact",
    Need.DOCUMENT: "names",
    Need.ANSWER: "answer",
    Need.REFERENCE: "references",
    Need.OTHER_SECTION: "section",
}


def kept_in(form: Widget) -> Kept:
    """Return the values of all fields of `form` that have an id."""
    values: dict[str, str] = {}
    for widget in form.query("*"):
        if not widget.id:
            continue
        if isinstance(widget, Input | Choice):
            values[widget.id] = widget.value
        elif isinstance(widget, TextArea):
            values[widget.id] = widget.text
        elif isinstance(widget, Typeahead):
            values |= {widget.id: "\n".join(widget.values), f"{widget.id}.text": widget.text}
    return values


def put_in(form: Widget, values: Kept) -> None:
    """Put `values`, as `kept_in` gives them, in the fields of `form`; what is not named stays."""
    for widget in form.query("*"):
        name = widget.id or ""
        if isinstance(widget, Typeahead):
            if name in values:
                widget.set_values(values[name].split("\n") if values[name] else [])
            if f"{name}.text" in values:
                widget.set_text(values[f"{name}.text"])
        elif name not in values:
            continue
        elif isinstance(widget, Input):
            widget.value = values[name]
        elif isinstance(widget, TextArea):
            widget.text = values[name]
            widget.move_cursor(widget.document.end)
        elif isinstance(widget, Choice):
            widget.choose(values[name])


def text_in(form: Widget, field: str) -> str:
    """Return the text or value of the field of `form` with the id `field`."""
    widget = form.query_one(f"#{field}")
    if isinstance(widget, Input | Choice):
        return widget.value
    return cast("TextArea | Typeahead", widget).text


def label_text(form: Widget, field: str) -> str:
    """Return the name of a field as its label begins: without what the label adds on how to fill it in."""
    found = form.query(f"#{field}-label").results(Label)
    label = next((str(one.content) for one in found), "")
    return label.partition(" (")[0].partition(":")[0]


def names_no_field(error: DeskError) -> bool:
    """Return whether the sentence of `error` would fit any field."""
    return error.parameters.get("need") in (Need.TEXT, Need.REASON) or "limit" in error.parameters


def too_long(form: Widget, error: DeskError) -> str:
    """Return the id of the field whose text `error` calls too long; "" for any other error."""
    limit = error.parameters.get("limit")
    if not isinstance(limit, int):
        return ""
    lengths = {name.removesuffix(".text"): len(text) for name, text in kept_in(form).items()}
    return next((name for name, length in lengths.items() if length > limit), "")
