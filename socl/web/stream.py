"""The stream: a small ASGI application that passes the bell on to browsers as server-sent events.

It rings and never tells: an event is a topic. Who may hear which topic is checked once, when the browser
connects; a connection ends after ten minutes and the browser comes back, so rights are checked again.
Source: WHATWG HTML, server-sent events.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit

import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest

from atv.kalender.queries.bookings import kalender_by_id
from eakte.queries import postkorb_by_id
from socl.core import clock
from socl.journal.bell import CHANNEL
from socl.orga import gates
from socl.orga.models import Person, Unit
from socl.orga.queries import unit_by_id
from socl.orga.rules.roles import Grant
from socl.web.sessions import is_over

log = logging.getLogger("socl.stream")
Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]

QUEUE = 100  # rings a slow browser may lag behind; beyond that it only misses repeats of what it will reload
PULSE_SECONDS = 15
LIFE_SECONDS = 600


def origin(request: HttpRequest) -> str:
    """Where the stream is, as seen from the browser that sent ``request``."""
    host = request.get_host().rsplit(":", 1)[0] if ":" in request.get_host() else request.get_host()
    return f"{request.scheme}://{host}:{settings.STREAM_PORT}"


def stream_url(request: HttpRequest) -> str:
    """The stream's address for this browser: its own port, or /stream/ behind a proxy."""
    return f"{origin(request)}/stream/" if settings.STREAM_PORT else "/stream/"


class Hub:
    """Topic -> the queues of the browsers that listen to it; fed by one Redis subscription."""

    def __init__(self) -> None:
        self.listeners: dict[str, set[asyncio.Queue[str]]] = {}
        self.task: asyncio.Task[None] | None = None

    def join(self, topics: Iterable[str]) -> asyncio.Queue[str]:
        """A queue that rings of ``topics`` arrive in."""
        queue: asyncio.Queue[str] = asyncio.Queue(QUEUE)
        for topic in topics:
            self.listeners.setdefault(topic, set()).add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[str]) -> None:
        """Forget a browser."""
        for topic in [t for t, queues in self.listeners.items() if queue in queues]:
            self.listeners[topic].discard(queue)
            if not self.listeners[topic]:
                del self.listeners[topic]

    def ring(self, topic: str) -> None:
        """Hand a topic to everybody who listens; a full queue drops it."""
        for queue in self.listeners.get(topic, ()):
            with contextlib.suppress(asyncio.QueueFull):
                queue.put_nowait(topic)

    def start(self) -> None:
        """Begin to listen to Redis, once."""
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while True:
            try:
                async with (
                    redis.asyncio.Redis.from_url(settings.REDIS_URL) as client,
                    client.pubsub() as bell,
                ):
                    await bell.subscribe(CHANNEL)
                    async for message in bell.listen():
                        if message["type"] == "message":
                            self.ring(message["data"].decode())
            except (redis.RedisError, OSError):
                log.warning("Redis is away; trying again")
            await asyncio.sleep(1)


hub = Hub()


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """ASGI entry point: GET /stream/?topic=..., nothing else."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
        return
    headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
    if scope["type"] != "http" or scope["path"].rstrip("/") != "/stream" or scope["method"] != "GET":
        await _plain(send, 404, headers)
        return
    wanted = parse_qs(scope["query_string"].decode("latin-1")).get("topic", [])[:20]
    topics = await sync_to_async(admit, thread_sensitive=False)(headers.get("cookie", ""), wanted)
    if topics is None:
        await _plain(send, 401, headers)
        return
    hub.start()
    await _serve(topics, headers, receive, send)


async def _serve(topics: list[str], headers: dict[str, str], receive: Receive, send: Send) -> None:
    """Pass rings on until the browser goes or the connection has lived long enough."""
    queue = hub.join(topics)
    gone = asyncio.create_task(_disconnected(receive))
    end = asyncio.get_running_loop().time() + LIFE_SECONDS
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _headers(headers, True)})
        await _chunk(send, "retry: 2000\n\n")
        while not gone.done() and asyncio.get_running_loop().time() < end:
            ring = asyncio.create_task(queue.get())
            await asyncio.wait({ring, gone}, timeout=PULSE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if ring.done():
                await _chunk(send, f"event: ring\ndata: {ring.result()}\n\n")
            else:
                ring.cancel()
                await _chunk(send, ": still here\n\n")
        if not gone.done():
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()
        hub.leave(queue)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _chunk(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _plain(send: Send, status: int, headers: dict[str, str]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": _headers(headers, False)})
    await send({"type": "http.response.body", "body": b""})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _headers(request: dict[str, str], is_stream: bool) -> list[tuple[bytes, bytes]]:
    """Answer headers; pages of the same host (another port) may listen with their cookie."""
    headers = {
        "cache-control": "no-store",
        "content-type": "text/event-stream" if is_stream else "text/plain",
    }
    asking = request.get("origin", "")
    if asking and urlsplit(asking).hostname == urlsplit(f"//{request.get('host', '')}").hostname:
        headers |= {
            "access-control-allow-origin": asking,
            "access-control-allow-credentials": "true",
            "vary": "origin",
        }
    return [(k.encode(), v.encode("latin-1")) for k, v in headers.items()]


def admit(cookie_header: str, wanted: list[str]) -> list[str] | None:
    """The topics this browser may hear: its own desk, the calendars and inboxes it may read; None without a login."""
    try:
        cookies = SimpleCookie(cookie_header)
    except CookieError:
        return None
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if key is None:
        return None
    try:
        person = _person_of(key.value)
        if person is None:
            return None
        return [f"desk:{person.pk}", *(t for t in wanted if _may_hear(person, t))]
    finally:
        connection.close()  # asked once in ten minutes: not worth a connection per thread


def _person_of(session_key: str) -> Person | None:
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    if is_over(request.session, clock.now()):
        return None
    person = get_user(request)
    return person if isinstance(person, Person) else None


def _may_hear(person: Person, topic: str) -> bool:
    kind, _, number = topic.partition(":")
    if kind not in HEARD or not (number.isascii() and number.isdigit() and len(number) < 18):
        return False
    grant, unit_of = HEARD[kind]
    unit = unit_of(int(number))
    return unit is not None and gates.scope(person, grant, clock.today()).covers(unit)


def _unit_of_kalender(pk: int) -> Unit | None:
    kalender = kalender_by_id(pk)
    return kalender.unit if kalender else None


def _unit_of_postkorb(pk: int) -> Unit | None:
    postkorb = postkorb_by_id(pk)
    return postkorb.os if postkorb else None


# Kind of topic -> the grant that lets somebody hear it, and whose it is.
HEARD: dict[str, tuple[Grant, Callable[[int], Unit | None]]] = {
    "kalender": (Grant.READ_DAY_SHEET, _unit_of_kalender),
    "lagebild": (Grant.READ_LAGEBILD, unit_by_id),
    "postkorb": (Grant.WORK_ORDERS, _unit_of_postkorb),
    "hotline": (Grant.ANSWER_CONSULTS, unit_by_id),
}
