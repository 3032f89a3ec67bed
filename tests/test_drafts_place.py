"""Half-typed text lies in a file of its database and office: never in another one's, however the URL is spelt."""

from pathlib import Path

import pytest

from kppn_tui.office.places import drafts_file
from kppn_tui.office.server_address import server_address

HERE = "postgresql://ana:rahasia@db.seroja.example:5432/kppn"
#: Other spellings of the same database.
SAME = (
    "postgresql://budi@db.seroja.example:5432/kppn",
    "postgresql://db.seroja.example/kppn",
    "postgresql://DB.Seroja.Example/kppn?sslmode=require&application_name=loket%203",
    "postgresql://ana:r%40hasia@db.seroja.example/kppn?connect_timeout=3",
    "postgresql://ana@/kppn?host=db.seroja.example",
    "postgresql:///?host=db.seroja.example&port=5432&dbname=kppn",
    "postgresql://ana@db.seroja.example/%6bppn",
    "postgresql://ana@db.seroja.example./kppn",
    "postgresql://ana@elsewhere.example:1/other?host=db.seroja.example&port=5432&dbname=kppn",
)
#: Other databases, most of them alike but for one thing.
OTHERS = (
    "postgresql://ana:rahasia@db.seroja.example:5433/kppn",
    "postgresql://ana:rahasia@db.seroja.example:5432/kppn2",
    "postgresql://ana:rahasia@db2.seroja.example:5432/kppn",
    "postgresql://ana@/kppn?host=/var/run/postgresql",
    "postgresql://ana@/kppn?host=/tmp/pg",
    "postgresql://ana@/kppn?host=/tmp/pg&port=5433",
    "postgresql://ana@/kanwil?host=/tmp/pg",
    "postgresql://ana@db.seroja.example?port=5433",
    "postgresql://ana@db.seroja.example,db2.seroja.example/kppn",
    "postgresql://ana@localhost/kppn",
)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGUSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@pytest.mark.parametrize("url", SAME)
def test_another_spelling_of_the_database_shares_the_file(url: str) -> None:
    assert drafts_file(url, "kppn-seroja") == drafts_file(HERE, "kppn-seroja")


def test_each_database_and_each_office_has_its_own_file(tmp_path: Path) -> None:
    files = {drafts_file(url, office) for url in (HERE, *OTHERS) for office in ("kppn-seroja", "kppn-kenanga")}
    assert len(files) == 2 * (1 + len(OTHERS))
    assert all(file.is_relative_to(tmp_path) and file.suffix == ".drafts" for file in files)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("postgresql://a.example:5433,b.example:5434/kppn", "postgresql://b.example:5434,a.example:5433/kppn"),
        ("postgresql://a.example,b.example/kppn", "postgresql:///kppn?host=b.example,a.example&port=5432,5432"),
        ("postgresql://a.example,b.example/kppn?port=5433", "postgresql://a.example:5433,b.example:5433/kppn"),
        ("postgresql://[::1]:5433/kppn", "postgresql://127.0.0.1:5433/kppn"),
        ("postgresql://ana@localhost", "postgresql://localhost/ana"),
    ],
)
def test_several_hosts_and_names_of_this_machine(one: str, other: str) -> None:
    assert server_address(one, {}) == server_address(other, {})


def test_what_the_url_leaves_out_comes_from_the_environment() -> None:
    env = {"PGHOST": "db.seroja.example", "PGPORT": "5433", "PGDATABASE": "kppn", "PGUSER": "ana"}
    assert server_address("postgresql://", env) == server_address("postgresql://db.seroja.example:5433/kppn", {})
    assert server_address("postgresql://x.example/y", env) == server_address("postgresql://x.example:5433/y", {})
    assert server_address("postgresql://x.example", {"PGUSER": "ana"}).database == "ana"


def test_a_link_to_a_database_file_has_the_drafts_of_the_file(tmp_path: Path) -> None:
    file, link = tmp_path / "kppn.db", tmp_path / "lain" / "desk.db"
    file.touch()
    link.parent.mkdir()
    link.symlink_to(file)
    assert drafts_file(str(link), "a") == drafts_file(str(file), "a") == tmp_path / "kppn.db.drafts"
