"""The score card on paper and in a spreadsheet."""

import csv
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import StringIO

import pytest

from kppn_tui import i18n
from kppn_tui.training.score.criteria import Criterion
from kppn_tui.training.score.export import to_csv, to_html
from kppn_tui.training.score.marks import LostPoint, Mark
from kppn_tui.training.score.run import Run
from kppn_tui.training.score.score_card import ScoreCard

AT = datetime(2026, 11, 24, 1, 30, 5, tzinfo=UTC)
HOSTILE = "</td><script src=//x.example/a.js>alert(1)</script><img src=x onerror=\"a('b')\">\x1b[31m\u202e&amp;"


def card(officer: str = "Ana Seroja", label: str = "A-014", title: str = "Hari biasa") -> ScoreCard:
    run = Run("hari-biasa", title, 7, AT, AT.replace(hour=9), "Asia/Makassar", {3: officer}, (), {})
    reason = "The question went to {section}: {topic} belongs to {right}."
    facts = {"section": "PDMS", "topic": "RETUR", "right": "BANK"}
    loss = LostPoint(Criterion.SECTION, "R18", AT, 5, label, "RETUR", reason, facts)
    marks = (
        Mark(Criterion.SECTION, "R18", 2, 3, (loss,)),
        Mark(Criterion.IDENTITY, "R03", 4, 4),
        Mark(Criterion.ACTIONS, "", 0, 0),
    )
    return ScoreCard(run, 3, officer, marks)


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data + "\n"


@pytest.mark.parametrize(("lang", "word"), [("en", "Right section"), ("id", i18n._("Right section"))])
def test_the_page_is_in_the_language_in_use(lang: str, word: str) -> None:
    i18n.use(lang)
    page = Page(to_html(card()))
    assert ("html", {"lang": lang}) in page.tags
    assert i18n._("Right section") in page.text and word
    assert page.open == []


def test_the_page_tells_each_lost_point_with_its_moment_and_requirement() -> None:
    i18n.use("en")
    text = Page(to_html(card())).text
    lines = text.splitlines()
    at = lines.index("24-11-2026 09:30")
    assert lines[at : at + 5] == [
        "24-11-2026 09:30", "A-014", "RETUR", "R18",
        "The question went to PDMS: RETUR belongs to BANK.",
    ]  # fmt: skip
    assert "6 of 7 points, 86 %" in text and "2/3" in text and "not tried" in text
    assert "The escalation goes to the section that the problem belongs to." in text


def test_a_card_without_a_loss_says_so() -> None:
    i18n.use("en")
    assert "None: every point was kept." in Page(to_html(replace(card(), marks=()))).text


def test_the_page_asks_no_other_host_and_runs_nothing() -> None:
    html = to_html(card(HOSTILE, HOSTILE, HOSTILE))
    page = Page(html)
    assert {tag for tag, _ in page.tags} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "table", "thead", "tbody", "tr", "th", "td",
        "dl", "dt", "dd",
    }  # fmt: skip
    assert {name for _, attrs in page.tags for name in attrs} <= {
        "lang", "charset", "http-equiv", "content", "name", "class",
    }  # fmt: skip
    (style,) = re.findall(r"<style>(.*?)</style>", html, re.S)
    assert "url(" not in style and "@import" not in style and "size: A4" in style
    assert "<script src=//x.example/a.js>" in page.text
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", html)


def rows(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:], newline=""), delimiter=";"))


def test_the_spreadsheet_has_the_marks_and_then_the_losses() -> None:
    i18n.use("en")
    text = to_csv(card())
    assert text.count("\r\n") == text.count("\n") == 5
    heading, *marks, loss = rows(text)
    assert heading == [
        "Officer", "Scenario", "Seed", "Criterion", "Requirement", "Points", "Possible", "Date", "Time", "Ticket",
        "Topic", "What was missed",
    ]  # fmt: skip
    assert [line[3:7] for line in marks] == [
        ["Right section", "R18", "2", "3"],
        ["Identity before the answer", "R03", "4", "4"],
        ["Actions practised", "", "", ""],
    ]
    assert loss == [
        "Ana Seroja", "hari-biasa", "7", "Right section", "R18", "", "", "2026-11-24", "09:30:05", "A-014", "RETUR",
        "The question went to PDMS: RETUR belongs to BANK.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "=cmd|' /C calc'!A0", "\uff1d1", "\n=1"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    for line in rows(to_csv(card(officer=text, label=text)))[1:]:
        for cell in line:
            assert not re.match(r"\s*[=+\-@\uff1d\t\r]", cell), cell


@pytest.mark.parametrize("text", ['a;b"c', "satu\r\ndua", "Ana\x1b[31m", "\ud800"])
def test_what_would_break_a_line_stays_in_its_cell(text: str) -> None:
    table = to_csv(card(officer=text))
    table.encode()
    assert {len(line) for line in rows(table)} == {12}
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f]", table)
