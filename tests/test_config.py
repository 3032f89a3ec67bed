"""The office file and the environment become one Settings, and each mistake is told with its line."""

import stat
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kppn_tui import i18n
from kppn_tui.domain.errors import BadInput, BadOfficeFile, NotFound, StoreUnavailable
from kppn_tui.domain.office import CHANNEL_LABELS, Limits, Topic, find_topics
from kppn_tui.domain.records import Channel
from kppn_tui.office.file.lines import index_lines, line_of
from kppn_tui.office.file.presets import preset_path
from kppn_tui.office.places import database_file
from kppn_tui.office.satker import SatkerList
from kppn_tui.office.settings import Places, Settings, load_settings, locate, write_office
from kppn_tui.store.sqlite_connection import sqlite_path

SMALL = '[kantor]\nnama = "KPPN Tanah Seroja"\ntipe = "A2"\n'
TYPES = ("A2", "A1")

Load = Callable[[str], Settings]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Settings from the text of an office file."""

    def read(text: str) -> Settings:
        path = tmp_path / "kantor.toml"
        path.write_text(text, "utf-8")
        return load_settings(Places("sqlite:////nowhere/kppn.db", path))

    return read


@pytest.mark.parametrize("kind", TYPES)
def test_a_preset_is_a_whole_office(kind: str, load: Load) -> None:
    settings = load(preset_path(kind).read_text("utf-8"))
    codes = [section.code for section in settings.sections]
    assert codes == {"A2": ["PDMS", "BANK", "VERAKI", "UMUM"], "A1": ["PD", "MSKI", "BANK", "VERA", "UMUM"]}[kind]
    assert settings.section("UMUM").head_title == "Kepala Subbagian Umum"
    assert settings.office.code == "kppn"
    assert len(settings.topics) == 38
    assert {topic.section for topic in settings.topics} <= set(codes)
    assert {code for topic in settings.topics for code in topic.support} <= set(codes)
    assert settings.limits == Limits()
    assert [channel.series for channel in settings.channels] == ["A", "B", "C"]


@pytest.mark.parametrize("kind", TYPES)
def test_a_preset_says_what_the_defaults_say(kind: str, load: Load) -> None:
    whole = load(preset_path(kind).read_text("utf-8"))
    least = load(f'[kantor]\nnama = "KPPN Tanah Seroja"\ntipe = "{kind}"\n')
    assert (least.sections, least.topics, least.channels, least.limits, least.hours, least.days) == (
        whole.sections,
        whole.topics,
        whole.channels,
        whole.limits,
        whole.hours,
        whole.days,
    )


def test_the_channels_are_the_ones_of_the_records() -> None:
    assert list(CHANNEL_LABELS) == [channel.value for channel in Channel]


def test_the_standard_office_is_the_one_of_the_standard(load: Load) -> None:
    office = load(preset_path("A2").read_text("utf-8")).office
    assert office.website == "https://djpb.kemenkeu.go.id/kppn/pelaihari/id/"
    assert (office.zone, office.decree) == ("Asia/Makassar", "")


def test_topics_can_be_moved_added_and_switched_off(load: Load) -> None:
    settings = load(
        SMALL
        + """
[topik.SAKTI-USER]
seksi = "PDMS"
[topik.BLU]
aktif = false
[topik.BARU]
nama = "Topik baru"
seksi = "UMUM"
dasar = ["Juknis baru"]
"""
    )
    moved = settings.topic("SAKTI-USER")
    assert (moved.section, moved.support, moved.name[:10]) == ("PDMS", (), "User SAKTI")
    assert settings.topics.index(moved) == 26, "a change keeps its place in the list"
    with pytest.raises(NotFound):
        settings.topic("BLU")
    assert (settings.topics[-1].code, settings.topics[-1].basis) == ("BARU", ("Juknis baru",))


def test_an_a1_office_gives_a_shared_topic_to_the_first_section(load: Load) -> None:
    topic = load(preset_path("A1").read_text("utf-8")).topic("UP")
    assert (topic.section, topic.support) == ("PD", ("MSKI", "VERA"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("retr", "RETUR"),
        ("spm", "SPM"),
        ("sp2", "SP2D"),
        ("user sakti", "SAKTI-USER"),
        ("sakti-t", "SAKTI-TEKNIS"),
        ("desa", "DANADESA"),
        ("tambahan uang", "TUP"),
        ("ntpn", "SETORAN"),
        ("  LPJ ", "LPJ"),
    ],
)
def test_a_topic_is_found_by_a_few_letters(typed: str, first: str, load: Load) -> None:
    assert load(SMALL).find_topics(typed)[0].code == first


def test_the_whole_code_goes_before_a_longer_one() -> None:
    topics = (Topic("SPMX", "Lain", "PDMS"), Topic("SPM", "Surat", "PDMS"))
    assert [topic.code for topic in find_topics(topics, "spm")] == ["SPM", "SPMX"]


def test_nothing_typed_shows_all_topics_and_nonsense_none(load: Load) -> None:
    settings = load(SMALL)
    assert settings.find_topics("") == settings.topics
    assert settings.find_topics("[/zzz]") == ()
    assert settings.find_topics("qqqq") == ()


def test_hours_and_own_days_reach_the_calendar(load: Load) -> None:
    settings = load(
        SMALL
        + """
[jam.normal]
rabu = ["08.00-12.00", "13:00 - 15:00"]
[[libur_setempat]]
tanggal = 2026-12-09
nama = "Pindah kantor"
[[cuti_bersama_tambahan]]
tanggal = "2026-12-16"
nama = "Cuti bersama"
sumber = "keputusan"
[[hari_layanan_khusus]]
tanggal = 2026-12-05
jam = ["09.00-10.00"]
[[masa_khusus]]
mulai = 2026-12-21
sampai = 2026-12-31
nama = "Akhir tahun"
rabu = ["08.00-17.00"]
"""
    )
    assert settings.hours.normal == {2: (("08:00", "12:00"), ("13:00", "15:00"))}
    calendar = settings.calendar()
    explained = calendar.explain(datetime(2026, 12, 2, 2, tzinfo=UTC), 2)
    assert explained.days == (date(2026, 12, 23), date(2026, 12, 30))
    assert [(skipped.date.day, skipped.kind) for skipped in explained.skipped] == [
        (9, "penutupan"),
        (16, "cuti_bersama"),
    ]
    assert explained.due == datetime(2026, 12, 30, 9, tzinfo=UTC)
    assert calendar.is_open(datetime(2026, 12, 5, 1, 30, tzinfo=UTC))


MISTAKES = [
    ('[kantor]\nnama = "x"\ntipe = "A3"\n', 3, "tipe must be one of: A2, A1."),
    ('[kantor]\ntipe = "A2"\n', 1, "nama is missing in [kantor]."),
    ('[kantor]\nnmaa = "x"\ntipe = "A2"\n', 2, "“nmaa” is not known here; did you mean “nama”?"),
    ('[kantor]\nnama = " "\ntipe = "A2"\n', 2, "nama must not be empty."),
    ('[kantor]\nnama = "a\\u001b[2J"\ntipe = "A2"\n', 2, "nama must be one line of at most 1000 characters."),
    ("", 1, "nama is missing in [kantor]."),
    (
        '[kantor\nnama = "x"\n',
        1,
        "this can't be read; look for a missing quotation mark, bracket or equals sign.",
    ),
    (
        SMALL + 'kanwil = "x\n',
        4,
        "this can't be read; look for a missing quotation mark, bracket or equals sign.",
    ),
    (SMALL + 'nama = "y"\n', 4, "this key or table appears a second time."),
    (
        SMALL + 'zona = "Asia/Serojabaru"\n',
        4,
        "there is no time zone “Asia/Serojabaru”; use e.g. Asia/Makassar.",
    ),
    (SMALL + 'zona = "../etc/passwd"\n', 4, "there is no time zone “../etc/passwd”; use e.g. Asia/Makassar."),
    (SMALL + "[bats]\n", 4, "“bats” is not known here; did you mean “batas”?"),
    (
        SMALL + "[batas]\n\n# catatan\nmenit_layan = 20\n",
        7,
        "“menit_layan” is not known here; did you mean “menit_layanan”?",
    ),
    (SMALL + '[batas]\nmenit_layanan = "20"\n', 5, "menit_layanan must be a whole number from 1 to 480."),
    (SMALL + "[batas]\nmenit_layanan = true\n", 5, "menit_layanan must be a whole number from 1 to 480."),
    (SMALL + "[batas]\nmenit_peringatan = 21\n", 5, "menit_peringatan must be a whole number from 1 to 20."),
    (
        SMALL + '[aturan]\nhari_pertama = "besok"\n',
        5,
        "hari_pertama must be one of: berikutnya, hari_konsultasi.",
    ),
    (SMALL + '[aturan]\nprioritas_khusus = "ya"\n', 5, "prioritas_khusus must be true or false."),
    (
        SMALL + '[jam.normal]\nsenin = [\n "25.00-26.00",\n]\n',
        5,
        "senin: “25.00-26.00” must be written like 07.30-12.00.",
    ),
    (
        SMALL + '[jam.normal]\nsenin = ["12.00-13.00", "08.00-11.00"]\n',
        5,
        "senin: “08.00-11.00” must end after it begins and follow the one before.",
    ),
    (
        SMALL + '[jam.normal]\nsenin = "08.00-11.00"\n',
        5,
        'senin must be a list of texts like ["one", "two"].',
    ),
    (SMALL + "[jam.normal]\nselasa = []\njumat = []\n", 5, "[jam.normal] has no day with hours"),
    (SMALL + "[jam.ramadan]\nminggu = []\n", 5, "[jam.ramadan] has no day with hours"),
    (SMALL + "[jam.loket]\nsenin = []\n", 4, "“loket” is not known here; known are: normal, ramadan."),
    (SMALL + '[topik.SPM]\nyakin = "T"\n', 5, "“yakin” is not known here"),
    (SMALL + '[kanal.hai_cso]\nnama = "HAI"\n', 5, "“nama” is not known here"),
    (SMALL + "[jam.normal]\nsnin = []\n", 5, "“snin” is not known here; did you mean “senin”?"),
    (SMALL + '[topik.SPM]\nseksi = "KAS"\n', 5, "seksi must be one of: BANK, PDMS, UMUM, VERAKI."),
    (SMALL + '[topik.SPM]\npendukung = ["KAS"]\n', 5, "there is no section KAS."),
    (SMALL + '[topik.BARU]\nnama = "Baru"\n', 4, "seksi is missing in [topik.BARU]."),
    (
        SMALL + '[topik."x y"]\nnama = "Baru"\n',
        4,
        "“x y” can't be a code; use up to 16 capital letters, digits and hyphens.",
    ),
    (SMALL + '[kanal.hai_cso]\nseri = "A"\n', 5, "“A” must be one or two letters that no other channel has."),
    (
        SMALL + '[kanal.surat]\nseri = "D"\n',
        4,
        "“surat” is not known here; known are: tatap_muka, hai_cso, kontak_resmi.",
    ),
    (SMALL + "[[libur_setempat]]\ntanggal = 2026-13-01\n", 5, None),
    (
        SMALL + '[[libur_setempat]]\ntanggal = "9 Des"\nnama = "x"\n',
        5,
        "tanggal must be a day like 2026-12-09.",
    ),
    (SMALL + "[[libur_setempat]]\ntanggal = 2026-12-09\n", 4, "nama is missing in [libur_setempat]."),
    (
        SMALL + '[[libur_setempat]]\ntanggal = 2026-12-09\nnama = "x"\n' * 2,
        8,
        "2026-12-09 appears a second time.",
    ),
    (
        SMALL + "[[hari_layanan_khusus]]\ntanggal = 2026-12-05\n",
        4,
        "jam is missing in [hari_layanan_khusus].",
    ),
    (SMALL + "libur_setempat = 3\n", 4, "“libur_setempat” is not known here; known are:"),
    (
        SMALL + '[[seksi]]\nkode = "BANK"\nnama = "x"\npejabat = "y"\n[[seksi]]\nkode = "BANK"\n',
        9,
        "section BANK appears a second time.",
    ),
    (
        SMALL + '[[seksi]]\nkode = "BANK"\nnama = "x"\npejabat = "y"\n',
        4,
        "topic SPM belongs to section PDMS, which has no [[seksi]] here; give it another one under",
    ),
]


@pytest.mark.parametrize(("text", "line", "problem"), MISTAKES)
def test_a_mistake_is_told_with_its_line(
    text: str, line: int, problem: str | None, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(i18n, "_current", "en")
    with pytest.raises(BadOfficeFile) as refused:
        load(text)
    sentence = i18n.explain(refused.value)
    assert f"kantor.toml, line {line}: " in sentence
    if problem:
        assert problem in sentence


def test_a_mistake_is_told_in_the_language_in_use(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_current", "en")
    with pytest.raises(BadOfficeFile) as refused:
        load(SMALL + "[bats]\n")
    monkeypatch.setattr(i18n, "_current", "id")
    assert "baris 4: “bats” tidak dikenal di sini; maksud Anda “batas”?" in i18n.explain(refused.value)


def test_an_office_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    for name, content in (("no.toml", None), ("latin.toml", b'[kantor]\nnama = "\xe9"\n')):
        if content:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(BadOfficeFile) as refused:
            load_settings(Places("sqlite:////nowhere/kppn.db", tmp_path / name))
        assert refused.value.parameters["line"] == (2 if content else 1)


def test_lines_of_keys_are_found_whatever_the_form() -> None:
    text = """a.b = 1 # dotted
"c d" = '''
x = 1
[no]
'''
list = [
  # [no]
  "]",
]
inline = {x = 1, y = {z = 2}}
[t.u]
k = 1
[[m]]
k = 1
[[m]]
[m.n]
k = 1
[[m.o]]
k = 2
"""
    assert index_lines(text) == {
        ("a",): 1,
        ("a", "b"): 1,
        ("c d",): 2,
        ("list",): 6,
        ("inline",): 10,
        ("inline", "x"): 10,
        ("inline", "y"): 10,
        ("inline", "y", "z"): 10,
        ("t", "u"): 11,
        ("t", "u", "k"): 12,
        ("m", 0): 13,
        ("m", 0, "k"): 14,
        ("m", 1): 15,
        ("m", 1, "n"): 16,
        ("m", 1, "n", "k"): 17,
        ("m", 1, "o", 0): 18,
        ("m", 1, "o", 0, "k"): 19,
    }
    assert line_of(text, ("t", "u", "missing")) == 11
    assert line_of(text, ("nowhere",)) == 1


def test_a_written_office_has_its_own_name_and_nothing_of_the_preset_s_address(tmp_path: Path) -> None:
    path = tmp_path / "data" / "kantor.toml"
    write_office(path, "A1", 'KPPN "Tanah\\Seroja"', zone="Asia/Jakarta")
    office = load_settings(Places("", path)).office
    assert (office.name, office.type, office.zone) == ('KPPN "Tanah\\Seroja"', "A1", "Asia/Jakarta")
    assert (office.address, office.contact, office.website, office.region_office) == ("", "", "", "")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "# kunci kantor" in path.read_text("utf-8"), "the comments are kept for the officers"
    assert [child.name for child in path.parent.iterdir()] == ["kantor.toml"]


def test_a_written_preset_without_another_name_is_the_preset(tmp_path: Path) -> None:
    write_office(tmp_path / "kantor.toml", "A2")
    assert (tmp_path / "kantor.toml").read_bytes() == preset_path("A2").read_bytes()


def test_an_office_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "kantor.toml"
    path.write_text("mine")
    with pytest.raises(BadInput):
        write_office(path, "A2", "KPPN Tanah Seroja")
    assert path.read_text() == "mine"
    assert [child.name for child in tmp_path.iterdir()] == ["kantor.toml"]


def test_a_folder_that_can_t_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput) as refused:
        write_office(tmp_path / "file" / "kantor.toml", "A2")
    assert "kantor.toml" in str(refused.value)


def test_the_directory_is_named_beside_the_office_file(load: Load, tmp_path: Path) -> None:
    assert (load(SMALL).stakeholder_path, load(SMALL).satker_list()) == (None, SatkerList())
    (tmp_path / "satker.csv").write_text("980101,SATKER A\n")
    assert [one.name for one in load(SMALL + 'berkas_satker = "satker.csv"\n').satker_list().satker] == ["SATKER A"]
    assert load(SMALL + 'berkas_satker = "satker.csv"\n').stakeholder_path == tmp_path / "satker.csv"


def test_arguments_go_before_the_environment(tmp_path: Path) -> None:
    env = {
        "KPPN_TUI_DB": "sqlite:////env/kppn.db",
        "KPPN_TUI_OFFICE": "/env/k.toml",
        "KPPN_TUI_LANG": "en_US.UTF-8",
    }
    assert locate(env=env) == Places("sqlite:////env/kppn.db", Path("/env/k.toml"), "en")
    chosen = locate(str(tmp_path / "a b.db"), str(tmp_path / "k.toml"), env, "id")
    assert chosen == Places(f"sqlite:///{tmp_path}/a b.db", tmp_path / "k.toml", "id")
    assert chosen.database_path == tmp_path / "a b.db"


def test_the_office_file_lies_beside_an_sqlite_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for db in ("kppn.db", "sqlite:///kppn.db", f"sqlite:///{tmp_path}/kppn.db"):
        assert locate(db) == Places(f"sqlite:///{tmp_path}/kppn.db", tmp_path / "kantor.toml")


@pytest.mark.parametrize(
    ("db", "file"),
    [
        ("kppn.db", "{here}/kppn.db"),
        ("data/kppn.db", "{here}/data/kppn.db"),
        ("/srv/kppn.db", "/srv/kppn.db"),
        ("//srv/kppn.db", "/srv/kppn.db"),
        ("~/kppn.db", "{home}/kppn.db"),
        ("sqlite://kppn.db", "{here}/kppn.db"),
        ("sqlite:///kppn.db", "{here}/kppn.db"),
        ("sqlite:///srv/kppn.db", "{here}/srv/kppn.db"),
        ("sqlite:///~/kppn.db", "{home}/kppn.db"),
        ("sqlite:////srv/kppn.db", "/srv/kppn.db"),
        ("sqlite://///srv/kppn.db", "/srv/kppn.db"),
        ("sqlite://", None),
        ("sqlite:///", None),
        ("postgresql://meja@server/kppn", None),
        ("file:///srv/kppn.db", None),
    ],
)
def test_a_url_means_one_file_to_everybody(
    db: str, file: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    places = locate(db)
    if file is None:
        assert (places.url, places.database_path, database_file(db)) == (db, None, None)
        with pytest.raises(StoreUnavailable):
            sqlite_path(db)
        return
    path = Path(file.format(here=tmp_path, home=tmp_path / "home"))
    assert (places.url, places.office_path) == (f"sqlite:///{path}", path.with_name("kantor.toml"))
    assert {database_file(db), places.database_path, sqlite_path(db), sqlite_path(places.url)} == {path}


def test_the_user_s_own_folders_are_the_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    places = locate(env={"KPPN_TUI_LANG": "fr"})
    assert places.url == f"sqlite:///{tmp_path}/data/kppn-tui/kppn.db"
    assert places.office_path == tmp_path / "data/kppn-tui/kantor.toml"
    assert places.language == "id"
    server = locate("postgresql://meja@server/kppn")
    assert (server.database_path, server.office_path) == (None, tmp_path / "config/kppn-tui/kantor.toml")
