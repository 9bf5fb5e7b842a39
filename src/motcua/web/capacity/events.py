"""The service models of a hall as what before and after may be read around: when each began or ended."""

from datetime import date
from typing import Any

from django.urls import reverse

from motcua.queries import service_models
from motcua.rules.service_models import Event, sentence
from motcua.web.capacity.asked import Asked
from motcua.web.words import language


def models(asked: Asked, on: date | None, *, today: date) -> list[dict[str, Any]]:
    """Return the models of the hall looked at, each with the address that analyses its day."""
    if asked.unit_id is None:
        return []
    return [
        _told(event, asked, is_chosen=event.on == on)
        for event in service_models.events(asked.unit_id, until_on=today)
    ]


def _told(event: Event, asked: Asked, *, is_chosen: bool) -> dict[str, Any]:
    weekday, names = event.model.weekday, event.model.names
    of = names[0][0] if names and names[0][0] in asked.basis.data["services"] else asked.service
    more = {"on": event.on.isoformat(), "of": of, "day": weekday}
    return {
        "event": event,
        "says": sentence(event.model)[language() == "en"],
        "url": asked.url(reverse("capacity:before_after"), **more),
        "is_chosen": is_chosen,
    }
