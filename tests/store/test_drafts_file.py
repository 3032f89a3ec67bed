"""The drafts file: what an older program left in it stays, what is forgotten leaves no trace, each text is dated."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kppn_tui.domain.draft_forms import FieldKind, ReturnedText
from kppn_tui.store.drafts import Drafts

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


def in_the_bytes(path: Path, text: str) -> bool:
    return any(text.encode() in file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def test_an_older_file_keeps_its_texts(tmp_path: Path) -> None:
    path = tmp_path / "kppn.db.drafts"
    with closing(sqlite3.connect(path)) as older:
        older.execute("CREATE TABLE draft (officer INTEGER, field TEXT, text TEXT, PRIMARY KEY (officer, field))")
        older.execute("INSERT INTO draft VALUES (1, 'progress:7:text', 'setengah')")
        older.commit()
    drafts = Drafts(path, lambda: NOON)
    assert drafts.load(1, "") == {"progress:7:text": "setengah"}
    drafts.save(1, "progress:8:text", "baru")
    assert {field: at for _officer, field, at in drafts.dated()} == {
        "progress:7:text": datetime.fromtimestamp(0, UTC), "progress:8:text": NOON
    }  # fmt: skip
    drafts.close()
    again = Drafts(path)
    assert len(again.dated()) == 2
    again.close()


def test_what_is_forgotten_leaves_no_trace_in_the_file_or_its_journal(tmp_path: Path) -> None:
    path = tmp_path / "kppn.db.drafts"
    drafts = Drafts(path, lambda: NOON)
    beside = Drafts(path, lambda: NOON)
    for number in range(40):
        drafts.save(1, f"followup:{number}:contact", f"+62813776640{number:02d}")
    drafts.save(1, "progress:7:text", "yang lain")
    drafts.forget(1, "followup:1")
    drafts.rename({(1, f"followup:{number}:contact"): None for number in range(40)})
    assert beside.load(1, "") == {"progress:7:text": "yang lain"}
    assert not in_the_bytes(path, "+6281377664") and in_the_bytes(path, "yang lain")
    beside.close()
    drafts.close()


def test_a_text_under_another_name_is_dated_anew(tmp_path: Path) -> None:
    now = NOON
    drafts = Drafts(tmp_path / "d", lambda: now)
    drafts.save(1, "progress:7:text", "setengah")
    now += timedelta(days=1)
    drafts.rename({(1, "progress:7:text"): "kept:progress:7:text", (2, "nothing"): "kept:nothing"})
    assert drafts.dated() == [(1, "kept:progress:7:text", now)]
    assert drafts.load(1, "") == {"kept:progress:7:text": "setengah"}
    drafts.close()


def test_texts_that_come_back_are_joined_with_what_is_there(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "d", lambda: NOON)
    drafts.save(1, "progress:7:text", "dua")
    texts = (
        ReturnedText("progress:7:text", "satu", FieldKind.AREA),
        ReturnedText("progress:7:kind", "internal", FieldKind.CHOICE),
    )
    drafts.give_back(1, texts)
    drafts.give_back(1, texts)
    assert drafts.load(1, "") == {"progress:7:text": "satu\ndua", "progress:7:kind": "internal"}
    drafts.close()
