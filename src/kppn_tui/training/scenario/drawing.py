"""A scenario with its luck drawn: the same file, seed and day give the same plan, whatever order it is drawn in."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from kppn_tui.domain.contact import Contact
from kppn_tui.domain.office import Topic
from kppn_tui.domain.people import Stakeholder
from kppn_tui.domain.workdays import WorkCalendar
from kppn_tui.office.settings import Settings
from kppn_tui.training.demo_data import DemoData, load_demo_data
from kppn_tui.training.filled_morning.timetable import LENGTH
from kppn_tui.training.plan import Caller, Matter, Plan, Scenario, Surprise
from kppn_tui.training.scenario import ScenarioFile
from kppn_tui.training.scenario.arrivals import FACE_TO_FACE, HAI_CSO, OFFICIAL, Errand, Visit
from kppn_tui.training.scenario.fields import When, day_after
from kppn_tui.training.scenario.streams import spread

#: Who asks about what only some have to do with: a public service agency, and the local government.
FITTING = {"BLU": ("980126",), "DAKF": ("pemda",), "DANADESA": ("pemda",)}
MEANS = ("WhatsApp", "Telepon", "Surel")
#: The contact that somebody gives who has written by these means.
CONTACT_OF = {"WhatsApp": "whatsapp", "Telepon": "telepon", "Surel": "surel", "SMS": "telepon"}


def draw(file: ScenarioFile, seed: int, settings: Settings, today: date) -> Plan:
    """The plan of `file` for `seed`, its instants in UTC, its callers in the order of coming.

    A scenario of “hari ini” plays on the first working day from `today` on; there, visitors at whose time the office
    is closed (Friday, Ramadan) stay away. Raises CalendarMissing for a day whose year is not loaded.
    """
    scenario, calendar = file.scenario, settings.calendar()
    first = scenario.day or next(calendar.working_days(today))
    start, shift = _start(scenario, calendar, first)
    last = day_after(calendar, first, scenario.days)
    end = datetime.combine(last, scenario.ends, calendar.zone) + (timedelta(0) if scenario.days else shift)
    end = max(min(end, calendar.closing(last)), start + timedelta(minutes=1))
    sections = {topic.code: topic.section for topic in settings.topics}
    plan = Plan(scenario, seed, start.astimezone(UTC), end.astimezone(UTC), (), (), sections)

    def instant(when: When, seconds: int = 0) -> datetime:
        day = when.on or day_after(calendar, first, when.day)
        at = datetime.combine(day, when.time, calendar.zone) + timedelta(seconds=seconds)
        return (at + shift if day == first else at).astimezone(UTC)

    topics = {topic.code: topic for topic in settings.topics}
    visits = [*file.visits, *(visit for stream in file.streams for visit in spread(stream, plan, topics))]
    timed = [(instant(visit.when, visit.seconds), visit) for visit in visits]
    timed.sort(key=lambda one: (one[0], one[1].key))
    coming = [(at, visit) for at, visit in timed if _comes(at, visit, plan, calendar)]
    drawer = _CallerDrawer(plan, load_demo_data(), topics, calendar)
    for at, visit in coming:
        drawer.reserve(at, visit)
    surprises = [Surprise(instant(one.when), one.kind, one.lasts, one.text) for one in file.surprises]
    return replace(
        plan,
        callers=tuple(drawer.caller(at, visit) for at, visit in coming),
        surprises=tuple(sorted(surprises, key=lambda one: (one.at, one.kind, one.text))),
    )


def draw_caller(visit: Visit, at: datetime, plan: Plan, settings: Settings) -> Caller:
    """`visit` at the instant `at` (UTC), drawn for a room that plays already."""
    topics = {topic.code: topic for topic in settings.topics}
    return _CallerDrawer(plan, load_demo_data(), topics, settings.calendar()).caller(at, visit)


def _start(scenario: Scenario, calendar: WorkCalendar, first: date) -> tuple[datetime, timedelta]:
    """When the room opens, and how much later than written: not before the office does, or its filled morning ends."""
    written = datetime.combine(first, scenario.starts, calendar.zone)
    start = max(written, calendar.opening(first) + (LENGTH if scenario.filled else timedelta(0)))
    return start, start - written


def _comes(at: datetime, visit: Visit, plan: Plan, calendar: WorkCalendar) -> bool:
    return at <= plan.end and (visit.channel != FACE_TO_FACE or calendar.is_open(at))


class _CallerDrawer:
    """Gives the visits the people that their file left open; remembers who came on which day."""

    def __init__(self, plan: Plan, demo: DemoData, topics: Mapping[str, Topic], calendar: WorkCalendar) -> None:
        self._plan = plan
        self._demo = demo
        self._topics = topics
        self._calendar = calendar
        self._came: set[tuple[date, str]] = set()
        self._numbers: set[str] = set()

    def reserve(self, at: datetime, visit: Visit) -> None:
        """Keep for `visit` what its file gives it, so that it is drawn for nobody else."""
        day = self._calendar.local(at).date()
        given = (visit.name, visit.origin.code if visit.origin else "")
        self._came.update((day, one) for one in given if one)
        self._numbers.add(visit.reference)

    def caller(self, at: datetime, visit: Visit) -> Caller:
        """`visit` at the instant `at` with everything drawn."""
        matters = tuple(self._matter(errand) for errand in visit.errands)
        day = self._calendar.local(at).date()
        name = self._fresh(day, visit.name, self._demo.visitors, "name", visit.key)
        origin = visit.origin or self._origin(day, visit)
        detail = visit.detail or self._plan.random_for("means", visit.key).choice(MEANS)
        caller = Caller(
            key=visit.key,
            at=at,
            name=f"{name} Seroja",
            role=visit.role or self._plan.random_for("role", visit.key).choice(self._demo.visitor_roles),
            origin=origin,
            matters=matters,
            channel=visit.channel,
            detail=detail if visit.channel == OFFICIAL else "",
            reference=visit.reference or (self._number(day, visit.key) if visit.channel == HAI_CSO else ""),
            priority=visit.priority,
            registered=visit.registered or tuple(matter.topic for matter in matters),
            declines_identity=visit.declines_identity,
            refusal=visit.refusal,
            hears=visit.hears,
            returns=visit.returns,
            patience=visit.patience,
        )
        return caller if visit.refusal else replace(caller, contact=self._contact(caller, visit.contact))

    def _matter(self, errand: Errand) -> Matter:
        question = errand.question
        usual = self._topics[question.topic].basis[:1]
        return Matter(
            question=question.id,
            text=errand.text or question.text,
            topic=question.topic,
            answer=errand.answer or question.answer,
            references=usual if errand.references is None else errand.references,
            outcome=errand.outcome,
            documents=errand.documents,
            fetch=errand.fetch,
            asks_back=errand.asks_back,
        )

    def _origin(self, day: date, visit: Visit) -> Stakeholder:
        known = {one.code or one.kind: one for one in (*self._demo.satker, *self._demo.others)}
        fitting = next((FITTING[one.question.topic] for one in visit.errands if one.question.topic in FITTING), None)
        codes = fitting or tuple(one.code for one in self._demo.satker)
        return known[self._fresh(day, "", codes, "origin", visit.key)]

    def _fresh(self, day: date, given: str, among: Collection[str], *what: str) -> str:
        """`given`, else one of `among` whom nobody was on `day` so far, if there is one left."""
        shuffled = self._plan.random_for(*what).sample(tuple(among), len(among))
        chosen = given or next((one for one in shuffled if (day, one) not in self._came), shuffled[0])
        self._came.add((day, chosen))
        return chosen

    def _number(self, day: date, key: str) -> str:
        """A number of HAI CSO that nobody else has; those below 100 belong to a filled morning."""
        at = self._plan.random_for("number", key).randrange(100, 1000)
        while (number := f"HAI-{day:%Y%m%d}-{at:05}") in self._numbers:
            at += 1
        self._numbers.add(number)
        return number

    def _contact(self, caller: Caller, wished: str) -> Contact:
        channel = wished or (HAI_CSO if caller.channel == HAI_CSO else CONTACT_OF.get(caller.detail, "whatsapp"))
        if channel == HAI_CSO:
            return Contact(channel, caller.reference or "HAI CSO")
        if channel == "surel":
            return Contact(channel, f"{caller.name.replace(' ', '.').lower()}@seroja.example")
        digits = self._plan.random_for("contact", caller.key).randrange(1000, 10000)
        return Contact(channel, f"0812-0000-{digits}")
