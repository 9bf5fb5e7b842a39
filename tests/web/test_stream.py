"""The stream of boards: what goes wrong in one hall stays there."""

import asyncio
import json
import threading

import pytest

from motcua.web.screen import drawn, stream

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 20


async def first_of(hub, unit_id):
    queue = hub.join(unit_id)
    try:
        return await asyncio.wait_for(queue.get(), PATIENCE_SECONDS)
    finally:
        hub.leave(unit_id, queue)


def test_it_goes_on_for_all_others_when_one_hall_cannot_be_drawn(commune, elsewhere, monkeypatch, caplog):
    """A fault put in: no data of ours is known to break a board."""
    sound, tried = drawn.board, threading.Event()

    def broken(unit_id, *, now):
        if unit_id == commune.pk:
            tried.set()
            raise KeyError("a row nobody expected")
        return sound(unit_id, now=now)

    monkeypatch.setattr(stream.drawn, "board", broken)
    hub = stream.Hub()

    async def look():
        bad = hub.join(commune.pk)
        good = await first_of(hub, elsewhere.pk)
        assert await asyncio.to_thread(tried.wait, PATIENCE_SECONDS)
        monkeypatch.setattr(stream.drawn, "board", sound)
        hub.leave(commune.pk, bad)
        again = await first_of(hub, commune.pk)
        return good, again

    try:
        told = asyncio.run(look())
    finally:
        hub.end()

    for one in told:
        assert "html" in json.loads(one.decode().split("data: ", 1)[1])
    assert f"hall {commune.pk} could not be drawn" in caplog.text
