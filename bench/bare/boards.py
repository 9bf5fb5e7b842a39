"""The least that can push to open boards: an ASGI program without a database, passing on what is posted."""

import asyncio
from typing import Any

QUEUES: set["asyncio.Queue[bytes]"] = set()
HEAD = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]}


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Keep `GET` open and write to it whatever is posted."""
    if scope["type"] != "http":
        return
    await send(HEAD)
    if scope["method"] == "POST":
        said = b""
        while (part := await receive())["type"] == "http.request":
            said += part["body"]
            if not part.get("more_body"):
                break
        for queue in QUEUES:
            queue.put_nowait(said)
        return await send({"type": "http.response.body", "body": b"", "more_body": False})
    await send({"type": "http.response.body", "body": b"retry: 2000\n\n", "more_body": True})
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    QUEUES.add(queue)
    gone = asyncio.ensure_future(_gone(receive))
    while not gone.done():
        told = asyncio.ensure_future(queue.get())
        await asyncio.wait({told, gone}, return_when=asyncio.FIRST_COMPLETED)
        if told.done():
            await send({"type": "http.response.body", "body": told.result(), "more_body": True})
        told.cancel()
    QUEUES.discard(queue)


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
