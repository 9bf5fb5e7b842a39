"""A counter officer's browser that does not give up: it sends a form again until the server has answered."""

import http.client
import itertools
import threading
import time
from urllib.parse import urlencode, urlsplit

CSRF = "0123456789abcdefghijklmnopqrstuv"
_numbers = itertools.count(1)


class Counter:
    """Receives dossiers over HTTP; `acknowledged` keeps what the server promised, outside of the server."""

    def __init__(self, address: str, session: str, procedure: str) -> None:
        self.host, self.session, self.procedure = urlsplit(address).netloc, session, procedure
        self.acknowledged: list[tuple[str, str]] = []  # the form's key, and the address the server sent us to
        self.refused: list[tuple[int, str]] = []
        self.broken = 0  # answers that were none: the server fell while it spoke
        self.is_closed = threading.Event()
        self.thread = threading.Thread(target=self._work, daemon=True)

    def open(self) -> "Counter":
        """Begin to receive."""
        self.thread.start()
        return self

    def close(self) -> None:
        """Receive nobody new, and wait until the last form is answered."""
        self.is_closed.set()
        self.thread.join(timeout=120)
        assert not self.thread.is_alive(), "a form was never answered"

    def _work(self) -> None:
        while not self.is_closed.is_set():
            number = next(_numbers)
            self._send_until_answered(f"form-{number}", self._form(number))

    def _form(self, number: int) -> str:
        return urlencode(
            {
                "csrfmiddlewaretoken": CSRF,
                "key": f"form-{number}",
                "do": "receive",
                "procedure": self.procedure,
                "a-name": "Nguyễn Thị Hạnh",
                "a-id_kind": "cccd",
                "a-id_number": f"030190{number:06d}",
                "a-phone": f"0912{number:06d}",
                "p0-key": "to_khai",
                "p0-state": "has",
                "p1-key": "giay_to",
                "p1-state": "has",
            }
        )

    def _send_until_answered(self, key: str, form: str) -> None:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={self.session}; csrftoken={CSRF}",
        }
        while True:
            line = http.client.HTTPConnection(self.host, timeout=20)
            try:
                line.request("POST", "/counter/reception/", form, headers)
                answer = line.getresponse()
                body = answer.read()
                if answer.status < 500 or body:
                    break
                self.broken += 1
            except (OSError, http.client.HTTPException):
                pass
            finally:
                line.close()
            time.sleep(0.05)  # the server died, and nobody knows what it had done: the same form once more
        if answer.status == 302:
            self.acknowledged.append((key, answer.headers["Location"]))
        else:
            self.refused.append((answer.status, body.decode(errors="replace")[:2000]))
            self.is_closed.set()
