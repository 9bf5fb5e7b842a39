"""A small hall for tests: two services, desks and who sits there."""

from motcua.actions import hall
from motcua.rules.people import SYSTEM

LAND = hall.Service("dat-dai", "Đất đai", "Land", "B", promise_minutes=30)
CIVIL = hall.Service("ho-tich", "Hộ tịch", "Civil status", "A")


def furnish(unit, *, now, desks=2):
    """Set up services A and B, desk 1 for both (civil first), the others for both alike."""
    for service in (CIVIL, LAND):
        hall.keep_service(by=SYSTEM, unit_id=unit.pk, service=service, now=now)
    found = []
    for number in range(1, desks + 1):
        serves = {"ho-tich": 0, "dat-dai": 1 if number == 1 else 0}
        desk = hall.Desk(number, f"Quầy {number}", serves)
        found.append(hall.keep_desk(by=SYSTEM, unit_id=unit.pk, desk=desk, now=now))
    return found
