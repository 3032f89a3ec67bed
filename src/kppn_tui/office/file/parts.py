"""The parts of the office file, each read into its record; what the file leaves out has its default."""

import json
from pathlib import Path

from kppn_tui.domain.errors import N_, BadOfficeFile
from kppn_tui.domain.hours import NORMAL, RAMADAN, Week
from kppn_tui.domain.office import (
    Channel,
    Hours,
    Limits,
    Office,
    OfficeType,
    OwnDays,
    Section,
    Topic,
)
from kppn_tui.domain.special_days import CLOSURE, COLLECTIVE, Holiday, Opening, Period
from kppn_tui.office.file.tables import Table, read_document
from kppn_tui.resources import asset

TYPES: tuple[OfficeType, ...] = ("A2", "A1")
WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
#: The application that shows HAI CSO moves from year to year, so it is a label (domain.md 2.3).
HOST = "MyIntress"
MEANS = ("WhatsApp", "Telepon", "Surel", "SMS", "Surat")
_SERIES = {"tatap_muka": "A", "hai_cso": "B", "kontak_resmi": "C"}


def read_office(file: Table) -> Office:
    """Return the office that [kantor] and [standar] describe.

    Raises:
        BadOfficeFile: also for a time zone that does not exist.
    """
    table = file.table("kantor")
    office = Office(
        code=table.text("kode", "kppn") or "kppn",
        name=table.text("nama"),
        type=table.choice("tipe", None, TYPES),
        zone=table.text("zona", "Asia/Makassar"),
        address=table.text("alamat", ""),
        contact=table.text("kontak", ""),
        website=table.text("situs", ""),
        region_office=table.text("kanwil", ""),
        decree=file.table("standar").text("nomor_sk", ""),
    )
    if not _zone_exists(office.zone):
        msgid = N_("there is no time zone “{zone}”; use e.g. Asia/Makassar.")
        raise table.error("zona", msgid, zone=office.zone)
    return office


def read_files(file: Table) -> tuple[Path | None, Path | None]:
    """Return the office's own calendar file and satker directory, None for one that is not named.

    The names are relative to the office file.
    """
    table = file.table("kantor")
    calendar, directory = table.text("berkas_kalender", ""), table.text("berkas_satker", "")
    folder = file.file.parent
    return folder / calendar if calendar else None, folder / directory if directory else None


def read_abbreviations(file: Table) -> dict[str, tuple[str, ...]]:
    """Return what the abbreviations of [singkatan] stand for, by the abbreviation."""
    table = file.table("singkatan")
    return {short: table.texts(short) for short in table}


def _zone_exists(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def read_sections(file: Table) -> tuple[Section, ...]:
    """Return the sections of the [[seksi]] tables.

    Raises:
        BadOfficeFile: also for a code that appears a second time.
    """
    found: dict[str, Section] = {}
    for table in file.tables("seksi"):
        code = table.code("kode")
        if code in found:
            raise table.error("kode", N_("section {code} appears a second time."), code=code)
        name = table.text("nama")
        found[code] = Section(code, name, table.text("pejabat"), table.text("singkatan", code) or code)
    return tuple(found.values())


def read_topics(file: Table, kind: OfficeType, sections: tuple[Section, ...]) -> tuple[Topic, ...]:
    """Return the shipped topics as changed by the [topik.CODE] tables, those with `aktif = false` left out.

    Raises:
        BadOfficeFile: a topic belongs to a section that is not among `sections`.
    """
    known = {section.code for section in sections}
    topics = {topic.code: topic for topic in shipped_topics(kind)}
    order = dict.fromkeys([*topics, *file.table("topik")])
    changes = file.table("topik")
    for code in changes:
        changes.checked_code(code, code)
        table = changes.table(code)
        changed = _read_topic(table, topics.pop(code, None), known)
        if table.flag("aktif", True):
            topics[code] = changed
    for topic in topics.values():
        if topic.section not in known:
            msgid = N_(
                "topic {topic} belongs to section {section}, which has no [[seksi]] here; "
                "give it another one under [topik.{topic}]."
            )
            raise file.error("seksi", msgid, topic=topic.code, section=topic.section)
    return tuple(topics[code] for code in order if code in topics)


def _read_topic(table: Table, shipped: Topic | None, known: set[str]) -> Topic:
    old = shipped or Topic(str(table.path[-1]), "", "")
    options = tuple(sorted(known))
    support = table.texts("pendukung", tuple(code for code in old.support if code in known))
    if strange := [code for code in support if code not in known]:
        raise table.error("pendukung", N_("there is no section {section}."), section=strange[0])
    section = old.section
    if "seksi" in table or not shipped:
        section = table.choice("seksi", None, options)
    table.choice("seksi", section, (section, *options))
    return Topic(
        code=old.code,
        name=table.text("nama", old.name or None),
        section=section,
        support=tuple(code for code in support if code != section),
        questions=table.texts("pertanyaan", old.questions),
        documents=table.texts("dokumen", old.documents),
        basis=table.texts("dasar", old.basis),
    )


def shipped_topics(kind: OfficeType) -> tuple[Topic, ...]:
    """Return the topics that come with the program, with the sections of an office of type `kind`."""
    shipped = json.loads(asset("topics.json").read_text("utf-8"))
    return tuple(
        Topic(
            code=one["code"],
            name=one["name"],
            section=one["section"][kind],
            support=tuple(one["support"][kind]),
            questions=tuple(one["questions"]),
            documents=tuple(one["documents"]),
            basis=tuple(one["basis"]),
        )
        for one in shipped["topics"]
    )


def read_channels(file: Table) -> tuple[Channel, ...]:
    """Return the channels of the three [kanal.CODE] tables.

    Their letters differ, so that no two queue numbers look alike.
    """
    channels = file.table("kanal")
    found: list[Channel] = []
    for code, letter in _SERIES.items():
        table = channels.table(code)
        series = table.code("seri", letter)
        if len(series) > 2 or series in (one.series for one in found):
            msgid = N_("“{value}” must be one or two letters that no other channel has.")
            raise table.error("seri", msgid, value=series)
        host = table.text("aplikasi", HOST) if code == "hai_cso" else ""
        means = table.texts("sarana", MEANS) if code == "kontak_resmi" else ()
        found.append(Channel(code, series, host, means))
    return tuple(found)


def read_limits(file: Table) -> Limits:
    """Return the limits of [batas] and [aturan]; the defaults are those of `Limits`."""
    most, rule, usual = file.table("batas"), file.table("aturan"), Limits()
    service = most.number("menit_layanan", usual.service_minutes, 1, 480)
    return Limits(
        service_minutes=service,
        warn_minutes=most.number("menit_peringatan", min(usual.warn_minutes, service), 1, service),
        solution_days=most.number("hari_solusi", usual.solution_days, 1, 60),
        progress_per_day=most.number("progres_per_hari_kerja", usual.progress_per_day, 0, 10),
        head_days=most.number("target_kasi_hari_kerja", usual.head_days, 1, 60),
        correction_minutes=most.number("batas_koreksi_menit", usual.correction_minutes, 0, 1440),
        calls_max=most.number("panggilan_maks", usual.calls_max, 1, 20),
        recall_gap_seconds=most.number("jeda_panggil_detik", usual.recall_gap_seconds, 0, 3600),
        rejoin_after=most.number("sisip_setelah", usual.rejoin_after, 0, 100),
        one_consultation_per_topic=rule.flag("satu_butir_per_topik", usual.one_consultation_per_topic),
        pause_for_documents=rule.flag("jeda_saat_tunggu_dokumen", usual.pause_for_documents),
        pause_solution_for_documents=rule.flag("jeda_3hari_tunggu_dokumen", usual.pause_solution_for_documents),
        priority_enabled=rule.flag("prioritas_khusus", usual.priority_enabled),
        bell=rule.flag("bunyi_pemberitahuan", usual.bell),
        first_day=rule.choice("hari_pertama", usual.first_day, ("berikutnya", "hari_konsultasi")),
        online_start=rule.choice("mulai_online", usual.online_start, ("diterima", "mulai_layani")),
        after_hours=rule.choice("terima_di_luar_jam", usual.after_hours, ("tanggal_terima", "hari_kerja_berikutnya")),
        due_time=rule.choice("jam_jatuh_tempo", usual.due_time, ("tutup", "jam_sama")),
    )


def read_hours(file: Table) -> Hours:
    """Return the opening hours of [jam.normal] and [jam.ramadan]; a week that is not there has the usual ones.

    Raises:
        BadOfficeFile: also for a week of closed days only.
    """
    hours = file.table("jam")
    return Hours(_usual_week(hours.table("normal"), NORMAL), _usual_week(hours.table("ramadan"), RAMADAN))


def _usual_week(table: Table, usual: Week) -> Week:
    week = _read_week(table)
    if week:
        return week
    for day in filter(table.__contains__, WEEKDAYS):
        raise table.error(day, N_("[{name}] has no day with hours: write those of each working day, or none at all."),
                          name=table.name)  # fmt: skip
    return usual


def _read_week(table: Table) -> dict[int, tuple[tuple[str, str], ...]]:
    return {at: frames for at, day in enumerate(WEEKDAYS) if (frames := table.frames(day))}


def read_keys(file: Table) -> dict[str, str]:
    """Return the keys of [tombol] by the id of their action, written `"queue.recall" = "g"` or `queue.recall = "g"`.

    Whether there are such actions and keys is checked where the keys are (`tui.keys.check_keys`).
    """
    keys = file.table("tombol")
    found: dict[str, str] = {}
    for name in keys:
        if keys.is_table(name):
            group = keys.table(name)
            found |= {f"{name}.{action}": group.text(action) for action in group}
        else:
            found[name] = keys.text(name)
    return found


def key_error(file: Path, action: str, msgid: str, /, **parameters: object) -> BadOfficeFile:
    """Return the error that says what is wrong with the key of `action` in the office file `file`."""
    keys = read_document(file).table("tombol")
    if action in keys:
        return keys.error(action, msgid, **parameters)
    group, _, name = action.partition(".")
    return keys.table(group).error(name, msgid, **parameters)


def read_days(file: Table) -> OwnDays:
    """Return the office's own days.

    They stand in [[libur_setempat]], [[cuti_bersama_tambahan]], [[hari_layanan_khusus]] and [[masa_khusus]].
    """
    openings = []
    for table in file.tables("hari_layanan_khusus"):
        frames = table.frames("jam")
        if not frames:
            raise table.error(None, N_("{key} is missing in [{name}]."), key="jam", name=table.name)
        counts = table.flag("hitung_hari_kerja", False)
        openings.append(Opening(table.day("tanggal"), frames, counts, table.text("nama", "")))
    return OwnDays(
        closures=_read_holidays(file, "libur_setempat", CLOSURE),
        extra_holidays=_read_holidays(file, "cuti_bersama_tambahan", COLLECTIVE),
        openings=tuple(openings),
        periods=tuple(_read_period(table) for table in file.tables("masa_khusus")),
    )


def _read_period(table: Table) -> Period:
    first, last = table.day("mulai"), table.day("sampai")
    if last < first:
        raise table.error("sampai", N_("{key} must not be before {other}."), key="sampai", other="mulai")
    return Period(first, last, _read_week(table), table.text("nama"))


def _read_holidays(file: Table, key: str, kind: str) -> tuple[Holiday, ...]:
    found: dict[object, Holiday] = {}
    for table in file.tables(key):
        day = table.day("tanggal")
        if day in found:
            raise table.error("tanggal", N_("{day} appears a second time."), day=day.isoformat())
        found[day] = Holiday(day, kind, table.text("nama"), source=table.text("sumber", ""))
    return tuple(found.values())
