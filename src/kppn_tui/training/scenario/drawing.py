"""Drawing of a plan: the same scenario file, seed and day give the same one, in whatever order it is drawn."""

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
from kppn_tui.training.scenario.arrivals import FACE_TO_FACE, HAI_CSO, OFFICIAL, Arrival, Errand
from kppn_tui.training.scenario.fields import When, day_after
from kppn_tui.training.scenario.streams import draw_arrivals

#: Topics that concern a public service agency or the local government alone, with who then asks.
FITTING = {"BLU": ("980126",), "DAKF": ("pemda",), "DANADESA": ("pemda",)}
MEANS = ("WhatsApp", "Telepon", "Surel")
#: The channel of the contact that a sender gives who has written by these means.
CONTACT_OF = {"WhatsApp": "whatsapp", "Telepon": "telepon", "Surel": "surel", "SMS": "telepon"}


def draw(file: ScenarioFile, seed: int, settings: Settings, today: date) -> Plan:
    """Draw the plan of `file` for `seed`, its instants in UTC, its callers in the order of coming.

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
    arrivals = [
        *file.arrivals,
        *(arrival for stream in file.streams for arrival in draw_arrivals(stream, plan, topics)),
    ]
    timed = [(instant(arrival.when, arrival.seconds), arrival) for arrival in arrivals]
    timed.sort(key=lambda one: (one[0], one[1].key))
    coming = [(at, arrival) for at, arrival in timed if _comes(at, arrival, plan, calendar)]
    drawer = _CallerDrawer(plan, load_demo_data(), topics, calendar)
    for at, arrival in coming:
        drawer.reserve(at, arrival)
    surprises = [Surprise(instant(one.when), one.kind, one.lasts, one.text) for one in file.surprises]
    return replace(
        plan,
        callers=tuple(drawer.caller(at, arrival) for at, arrival in coming),
        surprises=tuple(sorted(surprises, key=lambda one: (one.at, one.kind, one.text))),
    )


def draw_caller(arrival: Arrival, at: datetime, plan: Plan, settings: Settings) -> Caller:
    """Draw the caller of `arrival` at the instant `at` (UTC), for a room that has its plan already."""
    topics = {topic.code: topic for topic in settings.topics}
    return _CallerDrawer(plan, load_demo_data(), topics, settings.calendar()).caller(at, arrival)


def _start(scenario: Scenario, calendar: WorkCalendar, first: date) -> tuple[datetime, timedelta]:
    """Return when the room begins, and how much later than written: the office, or a filled morning, may need it."""
    written = datetime.combine(first, scenario.starts, calendar.zone)
    start = max(written, calendar.opening(first) + (LENGTH if scenario.filled else timedelta(0)))
    return start, start - written


def _comes(at: datetime, arrival: Arrival, plan: Plan, calendar: WorkCalendar) -> bool:
    return at <= plan.end and (arrival.channel != FACE_TO_FACE or calendar.is_open(at))


class _CallerDrawer:
    """Drawer of callers, for all that the file leaves open of its arrivals; it remembers who came on which day."""

    def __init__(self, plan: Plan, demo: DemoData, topics: Mapping[str, Topic], calendar: WorkCalendar) -> None:
        self._plan = plan
        self._demo = demo
        self._topics = topics
        self._calendar = calendar
        self._came: set[tuple[date, str]] = set()
        self._numbers: set[str] = set()

    def reserve(self, at: datetime, arrival: Arrival) -> None:
        """Keep what the file gives `arrival`, so that it is drawn for no other one."""
        day = self._calendar.local(at).date()
        given = (arrival.name, arrival.origin.code if arrival.origin else "")
        self._came.update((day, one) for one in given if one)
        self._numbers.add(arrival.reference)

    def caller(self, at: datetime, arrival: Arrival) -> Caller:
        """Return the caller of `arrival` at the instant `at`, with everything drawn."""
        matters = tuple(self._matter(errand) for errand in arrival.errands)
        day = self._calendar.local(at).date()
        name = self._fresh(day, arrival.name, self._demo.visitors, "name", arrival.key)
        origin = arrival.origin or self._origin(day, arrival)
        detail = arrival.detail or self._plan.random_for("means", arrival.key).choice(MEANS)
        caller = Caller(
            key=arrival.key,
            at=at,
            name=f"{name} Seroja",
            role=arrival.role or self._plan.random_for("role", arrival.key).choice(self._demo.visitor_roles),
            origin=origin,
            matters=matters,
            channel=arrival.channel,
            detail=detail if arrival.channel == OFFICIAL else "",
            reference=arrival.reference or (self._number(day, arrival.key) if arrival.channel == HAI_CSO else ""),
            priority=arrival.priority,
            registered=arrival.registered or tuple(matter.topic for matter in matters),
            declines_identity=arrival.declines_identity,
            refusal=arrival.refusal,
            hears=arrival.hears,
            returns=arrival.returns,
            patience=arrival.patience,
        )
        return caller if arrival.refusal else replace(caller, contact=self._contact(caller, arrival.contact))

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

    def _origin(self, day: date, arrival: Arrival) -> Stakeholder:
        known = {one.code or one.kind: one for one in (*self._demo.satker, *self._demo.others)}
        fitting = next((FITTING[one.question.topic] for one in arrival.errands if one.question.topic in FITTING), None)
        codes = fitting or tuple(one.code for one in self._demo.satker)
        return known[self._fresh(day, "", codes, "origin", arrival.key)]

    def _fresh(self, day: date, given: str, among: Collection[str], *what: str) -> str:
        """Return `given`, else one of `among` that was not drawn on `day` so far, if there is one left."""
        shuffled = self._plan.random_for(*what).sample(tuple(among), len(among))
        chosen = given or next((one for one in shuffled if (day, one) not in self._came), shuffled[0])
        self._came.add((day, chosen))
        return chosen

    def _number(self, day: date, key: str) -> str:
        """Draw a free number of HAI CSO; those below 100 belong to a filled morning."""
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
