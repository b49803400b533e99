"""Calendar files, read back by the library that wrote them and by another one."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import msgspec
import pytest

from credplan.core.agenda import Entry
from credplan.shell.export.ics import ics

TODAY = dt.date(2026, 11, 24)
HOSTILE = 'A, b; c\\d "e": BEGIN:VEVENT über 日本語 ' + "long " * 40
SAMPLE = (
    Entry("g/begin/a", HOSTILE, dt.date(2026, 12, 1), text=HOSTILE, url="https://example.org/a,b;c", alarms=(7, 1)),
    Entry("g/study/a", "All day", dt.date(2026, 12, 1), days=10),
    Entry("g/study/a/1-1080/1", "Evenings", dt.date(2026, 12, 1), start=1080, minutes=120, weeks=6),
    Entry("renew/renewal/a/1", "Renew", dt.date(2028, 2, 29), alarms=(90, 30, 7)),
    Entry("g/x", "No link", dt.date(2027, 1, 1), url="javascript:alert(1)"),
)


def text(entries: tuple[Entry, ...] = SAMPLE, owner: str = "Zoë", today: dt.date = TODAY) -> str:
    return ics(entries, title="credplan: Testers", owner=owner, today=today)


def by_icalendar(content: str) -> list[dict[str, Any]]:
    from icalendar import Calendar

    found = []
    for event in Calendar.from_ical(content).walk("VEVENT"):
        rule = event.get("rrule")
        found.append(
            {
                "uid": str(event["uid"]),
                "title": str(event["summary"]),
                "start": event.decoded("dtstart"),
                "end": event.decoded("dtend"),
                "text": str(event.get("description", "")),
                "url": str(event.get("url", "")),
                "count": rule["count"][0] if rule else 1,
                "alarms": [a.decoded("trigger").days for a in event.walk("VALARM")],
                "sequence": int(event["sequence"]),
            }
        )
    return found


def by_vobject(content: str) -> list[dict[str, Any]]:
    vobject = pytest.importorskip("vobject", reason="vobject is not installed (pip install -e '.[dev]' brings it)")
    found = []
    for event in vobject.readOne(content).vevent_list:
        rules = event.getrruleset()
        found.append(
            {
                "uid": event.uid.value,
                "title": event.summary.value,
                "start": event.dtstart.value,
                "end": event.dtend.value,
                "text": event.description.value if hasattr(event, "description") else "",
                "url": event.url.value if hasattr(event, "url") else "",
                "count": len(list(rules)) if rules is not None else 1,
                "alarms": [a.trigger.value.days for a in getattr(event, "valarm_list", [])],
                "sequence": int(event.sequence.value),
            }
        )
    return found


@pytest.mark.parametrize("read", [by_icalendar, by_vobject])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the second reader's own
def test_what_is_written_is_read_back(read: Any) -> None:
    found = read(text())
    for entry, event in zip(SAMPLE, found, strict=True):
        assert event["title"] == entry.title
        assert event["text"] == entry.text
        assert event["alarms"] == [-n for n in entry.alarms]
        assert event["count"] == entry.weeks
        if entry.start is None:
            assert event["start"] == entry.day
            assert event["end"] == entry.day + dt.timedelta(days=entry.days)
        else:
            assert event["start"] == dt.datetime(2026, 12, 1, 18, 0)
            assert event["end"] == dt.datetime(2026, 12, 1, 20, 0)
    assert [event["url"] for event in found] == ["https://example.org/a,b;c", "", "", "", ""]


def test_lines_are_those_of_the_standard() -> None:
    # RFC 5545, 3.1: lines end in CRLF and have at most 75 octets.
    content = text()
    assert content.endswith("END:VCALENDAR\r\n")
    assert "\n" not in content.replace("\r\n", "")
    assert max(len(line.encode()) for line in content.split("\r\n")) <= 75


def test_importing_again_updates_and_never_doubles() -> None:
    later = tuple(msgspec.structs.replace(e, day=e.day + dt.timedelta(days=30), title="Moved") for e in SAMPLE)
    first, again = by_icalendar(text()), by_icalendar(text(later, today=TODAY + dt.timedelta(days=9)))
    kept = {event["uid"]: event for event in first} | {event["uid"]: event for event in again}
    assert len(kept) == len(SAMPLE)
    assert {event["title"] for event in kept.values()} == {"Moved"}
    assert {b["sequence"] - a["sequence"] for a, b in zip(first, again, strict=True)} == {9}


def test_the_identifiers_are_for_ever() -> None:
    # Whoever has imported a calendar holds these; a change would double all they have.
    assert by_icalendar(text())[0]["uid"] == "abc59735-413e-5a87-9223-fc772c678bf8@credplan"


def test_two_learners_in_one_calendar_stay_apart() -> None:
    mine = {event["uid"] for event in by_icalendar(text(owner="Ana"))}
    assert mine.isdisjoint(event["uid"] for event in by_icalendar(text(owner="Bo")))


def test_the_same_plan_is_the_same_bytes() -> None:
    assert text() == text()
    assert re.findall(r"DTSTAMP:(\w+)", text()) == ["20261124T000000Z"] * len(SAMPLE)
