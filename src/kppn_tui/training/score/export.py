"""Export of a score card: one HTML page for A4 that needs no other host, and CSV for a spreadsheet."""

import csv
import re
from collections.abc import Mapping, Sequence
from html import escape
from io import StringIO
from zoneinfo import ZoneInfo

from kppn_tui.i18n import N_, _, clock_time, language
from kppn_tui.presentation.words import long_moment
from kppn_tui.training.score.criteria import CRITERION_TEXT, REQUIREMENT_TEXT
from kppn_tui.training.score.marks import LostPoint, Mark
from kppn_tui.training.score.score_card import ScoreCard

#: Beginning of a cell that a spreadsheet takes for a formula, also in full width and after blanks.
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
#: Characters that a page can't show: control and direction characters, and halves of a character.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")

_STYLE = """
@page { size: A4; margin: 16mm }
body { font: 10.5pt/1.4 system-ui, "Segoe UI", "Liberation Sans", sans-serif; color: #111; max-width: 178mm;
  margin: 1.5rem auto; padding: 0 1rem }
h1 { font-size: 16pt; margin: 0 0 .3rem } h2 { font-size: 12pt; margin: 1.4rem 0 .4rem }
table { border-collapse: collapse; width: 100% } th, td { border: 1px solid #777; padding: .25rem .5rem;
  text-align: left; vertical-align: top; overflow-wrap: break-word }
h1, p, td:last-child { overflow-wrap: anywhere }
th { background: #eee } thead { display: table-header-group } tr { break-inside: avoid }
.n { text-align: right } .n, .w { white-space: nowrap } .score { font-size: 14pt; font-weight: bold }
dt { font-weight: bold; float: left; min-width: 3.5rem } dd { margin: 0 0 .2rem 3.5rem }
@media print { body { margin: 0; padding: 0; max-width: none } th { background: none } }
"""


def to_html(card: ScoreCard) -> str:
    """Return the card as one page for A4, in the language in use; without script, and with every text escaped."""
    title = _("Score card: {officer}").format(officer=card.officer)
    total = _("{earned} of {possible} points, {percent} %").format(
        earned=card.earned, possible=card.possible, percent=card.percent
    )
    parts = [
        f"<h1>{_safe(title)}</h1>",
        f"<p>{_safe(_about(card))}</p>",
        f'<p class="score">{_safe(total)}</p>',
        f"<h2>{_safe(_('Criteria'))}</h2>",
        _table(
            (N_("Criterion"), N_("Requirement"), N_("Points"), "%"),
            [_mark(mark) for mark in card.marks],
            {2: "n", 3: "n"},
        ),
        f"<h2>{_safe(_('Lost points'))}</h2>",
        _lost_points(card),
        _requirements(card),
    ]
    return (
        f'<!doctype html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{_safe(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n" + "\n".join(parts) + "\n"
        "</body>\n</html>\n"
    )


def _about(card: ScoreCard) -> str:
    """Return the line about the run."""
    run, zone = card.run, ZoneInfo(card.run.zone)
    return _("{title} (scenario {scenario}, seed {seed}). {begun} to {ended}.").format(
        title=run.title,
        scenario=run.scenario,
        seed=run.seed,
        begun=long_moment(run.started_at.astimezone(zone)),
        ended=long_moment(run.ended_at.astimezone(zone)),
    )


def _mark(mark: Mark) -> tuple[str, ...]:
    """Return the cells of one criterion."""
    name = _(CRITERION_TEXT[mark.criterion])
    if not mark.tried:
        return name, mark.requirement, _("not tried"), "–"
    return name, mark.requirement, f"{mark.earned}/{mark.possible}", str(mark.percent)


def _lost_points(card: ScoreCard) -> str:
    """Return the table of the lost points, in the order of time."""
    if not card.lost_points:
        return f"<p>{_safe(_('None: every point was kept.'))}</p>"
    headings = (N_("Time"), N_("Ticket"), N_("Topic"), N_("Requirement"), N_("What was missed"))
    rows = [(_when(card, loss), loss.label, loss.topic, loss.requirement, loss.sentence) for loss in card.lost_points]
    return _table(headings, rows, {0: "w", 1: "w", 2: "w"})


def _when(card: ScoreCard, loss: LostPoint) -> str:
    at = loss.at.astimezone(ZoneInfo(card.run.zone))
    return f"{at:%d-%m-%Y} {clock_time(at)}"


def _requirements(card: ScoreCard) -> str:
    """Return the list of the requirements that the card names."""
    used = {mark.requirement for mark in card.marks} | {loss.requirement for loss in card.lost_points}
    known = [(number, text) for number, text in REQUIREMENT_TEXT.items() if number in used]
    lines = "\n".join(f"<dt>{_safe(number)}</dt><dd>{_safe(_(text))}</dd>" for number, text in known)
    heading = _safe(_("What the numbers stand for in the service standard"))
    return f"<h2>{heading}</h2>\n<dl>\n{lines}\n</dl>"


def _table(headings: tuple[str, ...], rows: Sequence[tuple[str, ...]], classes: Mapping[int, str]) -> str:
    def cells(kind: str, texts: tuple[str, ...]) -> str:
        styled = [f' class="{classes[at]}"' if at in classes else "" for at in range(len(texts))]
        return "".join(f"<{kind}{style}>{_safe(text)}</{kind}>" for style, text in zip(styled, texts, strict=True))

    head = cells("th", tuple(_(heading) for heading in headings))
    body = "\n".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _safe(text: str) -> str:
    """Return `text` for a page: printable, and escaped."""
    return escape(_UNPRINTABLE.sub(" ", text))


def to_csv(card: ScoreCard) -> str:
    """Return the card for a spreadsheet, in the language in use: a row for each criterion, then for each lost point.

    Cells are separated by semicolons, since the comma is the decimal sign of Indonesian spreadsheets. A byte order mark
    comes first, without which Excel takes UTF-8 for another encoding. Points stand in the rows of the criteria alone,
    so that a column adds up to the total.
    """
    run, zone = card.run, ZoneInfo(card.run.zone)
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    headings = (
        N_("Officer"), N_("Scenario"), N_("Seed"), N_("Criterion"), N_("Requirement"), N_("Points"), N_("Possible"),
        N_("Date"), N_("Time"), N_("Ticket"), N_("Topic"), N_("What was missed"),
    )  # fmt: skip
    writer.writerow(_(heading) for heading in headings)
    whose = (card.officer, run.scenario, run.seed)
    for mark in card.marks:
        name = _(CRITERION_TEXT[mark.criterion])
        points = (mark.earned, mark.possible) if mark.tried else ("", "")
        writer.writerow(_row(*whose, name, mark.requirement, *points, "", "", "", "", ""))
    for loss in card.lost_points:
        at, name = loss.at.astimezone(zone), _(CRITERION_TEXT[loss.criterion])
        when = (at.date().isoformat(), f"{at:%H:%M:%S}")
        writer.writerow(_row(*whose, name, loss.requirement, "", "", *when, loss.label, loss.topic, loss.sentence))
    return "\ufeff" + out.getvalue()


def _row(*cells: object) -> list[object]:
    return [_cell(cell) if isinstance(cell, str) else cell for cell in cells]


def _cell(text: str) -> str:
    """Return `text` on one line, and never a formula: an apostrophe keeps it text in every spreadsheet."""
    formula = _FORMULA.match(text)
    text = _UNPRINTABLE.sub(" ", text)
    return f"'{text}" if formula else text
