"""Calendar entries as an iCalendar file (RFC 5545) that may be imported again and again."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from credplan.core.agenda import Entry

if TYPE_CHECKING:
    from icalendar import Alarm, Event

_EPOCH = dt.date(2020, 1, 1)
_NAMESPACE = uuid.UUID("3b1a5a52-6a0e-5c0c-9d0b-7f6a2f3d1c11")
"""Of the identifiers below; never to be changed, or calendars would double what they hold."""


def ics(entries: tuple[Entry, ...], *, title: str, owner: str, today: dt.date) -> str:
    """The file's text.

    ``owner`` (the learner's name) keeps apart the calendars of two learners that one counselor imports; ``today`` is
    the stamp of all entries, and their sequence number grows with it: a later export wins over an earlier one.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//credplan//credplan//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    for entry in entries:
        calendar.add_component(_event(entry, owner, today))
    text: bytes = calendar.to_ical(sorted=False)
    return text.decode("utf-8")


def _event(entry: Entry, owner: str, today: dt.date) -> Event:
    from icalendar import Event

    event = Event()
    ident = uuid.uuid5(_NAMESPACE, f"{owner}\n{entry.key}")
    event.add("uid", f"{ident}@credplan")
    event.add("dtstamp", dt.datetime.combine(today, dt.time(), dt.UTC))
    event.add("sequence", max((today - _EPOCH).days, 0))
    event.add("summary", entry.title)
    if entry.start is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + dt.timedelta(days=entry.days))
    else:
        # A time without a zone: it is the learner's own, wherever the file is opened.
        begin = dt.datetime.combine(entry.day, dt.time()) + dt.timedelta(minutes=entry.start)
        event.add("dtstart", begin)
        event.add("dtend", begin + dt.timedelta(minutes=entry.minutes))
        if entry.weeks > 1:
            event.add("rrule", {"freq": "weekly", "count": entry.weeks})
    event.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    event.add("categories", ["credplan"])
    if entry.text:
        event.add("description", entry.text)
    if entry.url.startswith(("https://", "http://")):
        event.add("url", entry.url)
    for days in entry.alarms:
        event.add_component(_alarm(entry.title, days))
    return event


def _alarm(title: str, days: int) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", dt.timedelta(days=-days))
    return alarm
