"""The demo twin of communes' web servers: good pages, and every bad manner of real ones on request."""

import gzip
import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

HUGE = 8_000_000
SLOW_SECONDS = 30.0


class Twin:
    """A web server on the loopback address; `asked` remembers every path, `pages` may be changed meanwhile.

    A path of `pages`, or a file NAME.html of the folder for the host NAME.example, is a good page.
    Bad manners: /slow /drip /broken /away /inside /near /go /loop /huge /packed /picture /latin
    /garbled /unknown.
    """

    def __init__(self, pages: Mapping[str, str] | None = None, folder: Path | None = None) -> None:
        self.pages, self.folder = dict(pages or {}), folder
        self.asked: list[str] = []
        self.stopped = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.port = int(self.server.server_address[1])
        threading.Thread(target=self.server.serve_forever, name="commune-twin", daemon=True).start()

    @property
    def host(self) -> str:
        """Its name and port, as they stand in an address."""
        return f"127.0.0.1:{self.port}"

    def close(self) -> None:
        """Stop answering."""
        self.stopped.set()
        self.server.shutdown()
        self.server.server_close()

    def page(self, host: str, path: str) -> str | None:
        """Return the good page of that host and path; None when there is none."""
        if path in self.pages:
            return self.pages[path]
        name = host.partition(":")[0].removesuffix(".example")
        if self.folder is None or not name.replace("-", "").isalnum():
            return None
        kept = self.folder / f"{name}.html"
        return kept.read_text("utf-8") if kept.exists() else None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        twin = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                twin.asked.append(self.path)
                manner = MANNERS.get(self.path.partition("?")[0])
                if manner is not None:
                    manner(self, twin)
                    return
                text = twin.page(self.headers.get("Host", ""), self.path)
                if text is None:
                    send(self, 404, b"khong co", "text/html")
                else:
                    send(self, 200, text.encode(), "text/html; charset=utf-8")

            def log_message(self, *said: Any) -> None:
                return

        return Handler


def send(
    to: BaseHTTPRequestHandler, status: int, body: bytes, kind: str, more: Mapping[str, str] | None = None
) -> None:
    """Answer and close."""
    to.send_response(status)
    to.send_header("Content-Type", kind)
    to.send_header("Content-Length", str(len(body)))
    to.send_header("Connection", "close")
    for name, value in (more or {}).items():
        to.send_header(name, value)
    to.end_headers()
    try:
        to.wfile.write(body)
    except OSError:
        return  # the visitor has left
    to.close_connection = True


def _wait(twin: Twin, seconds: float) -> None:
    twin.stopped.wait(seconds)


def _drip(to: BaseHTTPRequestHandler, twin: Twin) -> None:
    to.send_response(200)
    to.send_header("Content-Type", "text/html")
    to.send_header("Content-Length", str(HUGE))
    to.end_headers()
    ends_at = time.monotonic() + SLOW_SECONDS
    try:
        while time.monotonic() < ends_at and not twin.stopped.wait(0.05):
            to.wfile.write(b"x")
            to.wfile.flush()
    except OSError:
        return


def _slow(to: BaseHTTPRequestHandler, twin: Twin) -> None:
    _wait(twin, SLOW_SECONDS)
    to.close_connection = True


def _go(where: str) -> Callable[[BaseHTTPRequestHandler, Twin], None]:
    return lambda to, twin: send(to, 302, b"", "text/html", {"Location": where.format(host=twin.host)})


def _go_anywhere(to: BaseHTTPRequestHandler, twin: Twin) -> None:
    """An open redirect, as found on many a site: /go?ADDRESS."""
    send(to, 302, b"", "text/html", {"Location": unquote(to.path.partition("?")[2])})


def _say(
    status: int, body: bytes, kind: str, more: Mapping[str, str] | None = None
) -> Callable[[BaseHTTPRequestHandler, Twin], None]:
    return lambda to, twin: send(to, status, body, kind, more)


POSTED = "<h1>Niêm yết thủ tục hành chính</h1><p>Đăng ký khai sinh 9.000001#"
MANNERS: dict[str, Callable[[BaseHTTPRequestHandler, Twin], None]] = {
    "/slow": _slow,
    "/drip": _drip,
    "/broken": _say(500, b"<h1>500</h1>", "text/html"),
    "/away": _go("http://elsewhere.invalid/"),
    "/inside": _go("http://169.254.169.254/latest/meta-data/"),
    "/near": _go("http://{host}/tthc"),
    "/go": _go_anywhere,
    "/loop": _go("http://{host}/loop"),
    "/huge": _say(200, b"9.000001 " * (HUGE // 9), "text/html"),
    "/packed": _say(200, gzip.compress(b"0" * HUGE), "text/html", {"Content-Encoding": "gzip"}),
    "/picture": _say(200, b"\x89PNG\r\n\x1a\n", "image/png"),
    "/latin": _say(200, (POSTED + "</p>").encode(), "text/html; charset=iso-8859-1"),
    "/garbled": _say(200, POSTED.encode("utf-16"), "text/html; charset=utf-8"),
    "/unknown": _say(200, (POSTED + "</p>").encode(), "text/html; charset=tcvn-3"),
}
