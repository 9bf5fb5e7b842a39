"""python -m bench.five_calls: one dossier in five calls over HTTP, beside bare Django and django-helpdesk."""

from typing import Any

from bench import clients, servers
from bench.bare import tokens
from bench.clients import Line, Load
from bench.homes import Home

CLIENTS = (1, 4)
PDF = b"%PDF-1.4\n" + b"0123456789abcdef" * 1248  # 20 kB
EDGE = b"bench-edge-of-parts"
PARTS = f"multipart/form-data; boundary={EDGE.decode()}"


def measure(home: Home, cast: list[dict[str, Any]], *, seconds: float, rounds: int) -> dict[str, Any]:
    """Return dossiers a second and p50, p95 of one dossier, of ours and of bare Django, in pairs.

    Units: dossiers/s; milliseconds; `ratio` is ours over theirs, the median over the rounds.
    """
    from bench import helpdesk

    own = bare(home)
    found: dict[str, Any] = {}
    for count in CLIENTS:
        runs: dict[str, list[dict[str, float]]] = {"ours": [], "bare": [], "helpdesk": []}
        for number in range(rounds):
            load = Load(seconds)
            with servers.motcua(home) as port:
                lines = [Line(port, cast[which]["token"]) for which in range(count)]
                runs["ours"].append(clients.press(lines, ours(cast, number), load))
            with servers.wsgi("bench.bare.wsgi:application", own, workers(home)) as port:
                lines = [Line(port, tokens.make(own["MOTCUA_SECRET_KEY"], f"c{n}")) for n in range(count)]
                runs["bare"].append(clients.press(lines, theirs(number), load))
            if (desk := helpdesk.serve(home)) is not None:
                with desk as (port, token):
                    lines = [Line(port, token, "Token") for _ in range(count)]
                    runs["helpdesk"].append(clients.press(lines, helpdesk.script(number), load))
        found[str(count)] = compared(runs)
    return found


def compared(runs: dict[str, list[dict[str, float]]]) -> dict[str, Any]:
    """Return the medians of every runner and our ratio to each, round by round."""
    found: dict[str, Any] = {name: median(each) for name, each in runs.items() if each}
    for name, each in runs.items():
        if name != "ours" and each:
            ratios = sorted(
                o["per_s"] / t["per_s"] for o, t in zip(runs["ours"], each, strict=True) if t["per_s"]
            )
            found[f"ratio_{name}"] = round(ratios[len(ratios) // 2], 3) if ratios else None
    return found


def median(runs: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure."""
    return {name: sorted(run[name] for run in runs)[len(runs) // 2] for name in runs[0]}


def workers(home: Home) -> int:
    """Return how many processes serve: as `motcua serve` decides."""
    return 1 if home.is_sqlite else 2


def bare(home: Home) -> dict[str, str]:
    """Make the bare project's tables, in a file or a schema of its own, and return its surroundings."""
    url = home.url.replace("motcua.sqlite3", "bare.sqlite3")
    own = home.surroundings | {"DJANGO_SETTINGS_MODULE": "bench.bare.settings", "BARE_DATABASE_URL": url}
    home.more |= {"BARE_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "bench.bare.settings"}
    try:
        home.run("-m", "bench.bare.tables")
    finally:
        home.more.clear()
    return own


def ours(cast: list[dict[str, Any]], batch: int) -> clients.Script:
    """Return the five calls to the house: receive, keep 20 kB, link, advance, propose."""

    def script(line: Line, number: int) -> None:
        place = cast[number // 10_000_000 % len(cast)]
        serial = f"{number // 10_000_000:02d}{batch % 10}{number % 10_000_000:05d}"
        told = {"procedure": place["procedure"], "unit": place["unit"], "applicant": person(serial)}
        code = line.post("/api/v1/dossiers", told)["code"]
        file = line.send("POST", "/api/v1/files", upload(serial), PARTS)["file"]
        paper = {"key": "scan", "name": "Bản quét", "kind": "electronic", "file": file}
        line.post(f"/api/v1/dossiers/{code}/documents", paper)
        line.post(f"/api/v1/dossiers/{code}/advance", {})
        line.post(f"/api/v1/dossiers/{code}/propose", {})

    return script


def theirs(batch: int) -> clients.Script:
    """Return the same five calls to the bare project."""

    def script(line: Line, number: int) -> None:
        told = {
            "procedure": "1.000001",
            "unit": 3,
            "applicant": person(f"{number // 10_000_000:02d}{number % 10_000_000:06d}"),
        }
        code = line.post("/dossiers", told)["code"]
        file = line.send("POST", "/files", upload(f"{batch}-{number}"), PARTS)["file"]
        line.post(f"/dossiers/{code}/link", {"file": file})
        line.post(f"/dossiers/{code}/status", {"state": "in_process"})
        line.post(f"/dossiers/{code}/status", {"state": "proposed"})

    return script


def person(serial: str) -> dict[str, str]:
    """Return somebody who does not exist, new for each serial."""
    number = f"0951{serial[:2]}{serial[-6:]}"  # an unused province, the client's number as year of birth
    return {"name": "Nguyễn Thị Hạnh", "id_kind": "cccd", "id_number": number, "phone": f"0912{serial[-6:]}"}


def upload(serial: str) -> bytes:
    head = (
        b'Content-Disposition: form-data; name="file"; filename="scan.pdf"\r\nContent-Type: application/pdf'
    )
    return b"--%b\r\n%b\r\n\r\n%b%b\r\n--%b--\r\n" % (EDGE, head, PDF, serial.encode(), EDGE)
