"""Take the pictures of the key screens into docs/pictures/, out of a model district made for it.

python tools/pictures.py [NAME ...]      without a name, all of them
"""

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PRESENT = datetime(2024, 9, 26, 9, 42, 20, tzinfo=timezone(timedelta(hours=7)))
PASSWORD = "mot-cua-2024"  # of the model district, which prints it
HEIGHTS = {360: 740, 1080: 1920, 1440: 900, 1920: 1080}
MOST_BYTES = 300_000
PATIENCE_SECONDS = 300
DOSSIERS = 5_000
CARD = "030188004217||Vũ Thị An|12051988|Nữ|Thôn Lâm Kiều, xã Lam Sơn, huyện Thanh Miện|01012022"
PHOTO = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64

Walk = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: where it begins, who looks, how wide, and what is pressed first."""

    path: str
    width: int = 1440
    user: str = ""
    walk: Walk | None = None


def press(page: Page, name: str | re.Pattern[str], kind: Any = "button") -> None:
    """Press and wait until the next page stands."""
    with page.expect_navigation():
        page.get_by_role(kind, name=name).first.click()


def follow(page: Page) -> None:
    """Go from the counter's list of what is due to the page that an applicant sees."""
    page.locator("#due li a, #due th a").last.click()
    page.get_by_role("link", name="Trang người nộp xem").click()
    page.wait_for_selector("h1.mc-title")


def file(page: Page) -> None:
    """Fill in a filing up to the page that asks whether all is right."""
    page.locator("input[type=radio]").first.check()
    press(page, "Tiếp tục")
    page.get_by_label("Họ và tên").fill("Vũ Thị An")
    page.get_by_label("Số căn cước").fill("030188004217")
    page.get_by_label("Số điện thoại").fill("0912345678")
    press(page, "Tiếp tục")
    photo = {"name": "to-khai.png", "mimeType": "image/png", "buffer": PHOTO}
    page.locator("input[type=file]").first.set_input_files(photo)  # type: ignore[arg-type]
    press(page, "Lưu và tiếp tục")


def receive(page: Page) -> None:
    """Lay a dossier down at the counter, one paper still to be looked at."""
    page.fill("#who", CARD)
    page.press("#who", "Enter")
    page.wait_for_selector(".mc-name, #id_a-phone")
    if page.locator("#id_a-phone").count():
        page.fill("#id_a-phone", "0912345678")
    page.fill("#what", "ho kinh doanh")
    page.press("#what", "Enter")
    page.wait_for_selector("#p0-has, #what-found button", state="attached")
    if not page.locator("#p0-has").count():
        page.locator("#what-found button").first.click()
        page.wait_for_selector("#p0-has", state="attached")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.check("#p0-has", force=True)
    page.wait_for_load_state("networkidle")


def open_own(page: Page) -> None:
    """Open the first dossier that Minh himself works on."""
    page.locator("tr", has_text="Trần Quang Minh").locator("th a").first.click()
    page.wait_for_selector(".mc-crumb")


def choose(page: Page) -> None:
    """Choose the first two drafts."""
    for row in range(min(2, page.locator("[data-pick]").count())):
        page.locator("[data-pick]").nth(row).check()


def open_first(page: Page) -> None:
    """Open the first row of a list."""
    page.locator("tr[data-row] a").first.click()
    page.wait_for_load_state()


def forge(page: Page) -> None:
    """Change one cell of an issued workbook, and ask whether it is the issued one."""
    with page.expect_download() as told:
        page.get_by_role("link", name="XLSX").click()
    source, out = zipfile.ZipFile(told.value.path()), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename.endswith("worksheets/sheet1.xml"):
                data = re.sub(rb'(<c r="D12" s="\d+"><v>)\d+', rb"\g<1>99", data)
            archive.writestr(entry.filename, data)
    sheet = {"name": "ii06c.xlsx", "mimeType": "application/octet-stream", "buffer": out.getvalue()}
    page.locator("a.mc-hash").click()
    page.locator("input[type=file]").set_input_files(sheet)  # type: ignore[arg-type]
    press(page, "Kiểm tra")
    page.wait_for_selector(".mc-verdict--no")


def simulated(page: Page) -> None:
    """Wait until the days were run: the page asks again by itself."""
    page.wait_for_selector(".mc-range, svg[role=img]", timeout=120_000)


SCREENS = {
    "citizen-home-360": Screen("/", 360),
    "citizen-home-1440": Screen("/"),
    "citizen-guide-360": Screen("/procedures/1.001193/", 360),
    "citizen-guide-1440": Screen("/procedures/1.001193/"),
    "citizen-check-360": Screen("/procedures/1.001193/file/", 360, walk=file),
    "citizen-track-360": Screen("/counter/", 360, "lan", follow),
    "round-ranking": Screen("/rounds/hai-duong-2023/results/", user="dung"),
    "round-self-score": Screen("/rounds/parts/25/leaves/3.2.1/", user="dung"),
    "counter-today": Screen("/counter/", user="lan"),
    "counter-reception": Screen("/counter/reception/", user="lan", walk=receive),
    "counter-returns": Screen("/counter/returns/", user="lan"),
    "desk-worklist": Screen("/desk/", user="minh"),
    "desk-dossier": Screen("/desk/", user="minh", walk=open_own),
    "lead-board": Screen("/lead/", user="hoa"),
    "lead-signing": Screen("/lead/signing/", user="hoa", walk=choose),
    "lead-place": Screen("/lead/", user="hoa", walk=lambda page: press(page, re.compile("Tứ Cường"), "link")),
    "quality-overview": Screen("/quality/?period=2024-09&close=P2&to=80", user="hoa"),
    "quality-units": Screen("/quality/units/?period=2024-09", user="hoa"),
    "posting-watch": Screen("/posting/", user="dung"),
    "posting-board-360": Screen("/posting/boards/13/", 360),
    "figures-overview": Screen("/figures/?period=2024-08"),
    "simplify-overview": Screen("/simplify/", user="dung"),
    "simplify-proposal": Screen("/simplify/waiting/", user="hoa", walk=open_first),
    "watch-stuck": Screen("/watch/", user="hoa"),
    "watch-alert": Screen("/watch/", user="hoa", walk=open_first),
    "watch-screened": Screen("/watch/screened/?month=2024-08", user="hoa"),
    "reports-overview": Screen("/reports/", user="hoa"),
    "reports-sheet": Screen(
        "/reports/sheet/?form=ii06c&period=TT01-2024Q3&waiting=waiting_apart", user="hoa"
    ),
    "reports-issued": Screen("/reports/1/", user="hoa"),
    "reports-verify": Screen("/reports/1/", user="hoa", walk=forge),
    "process-map": Screen("/process/?procedure=all", user="hoa"),
    "advice-overview": Screen("/advice/", user="dung"),
    "analysis-overview": Screen("/analysis/", user="dung"),
    "hall-board": Screen("/screen/H23.37/?voice=off", 1920),
    "hall-board-lines": Screen("/screen/H23.37/?voice=off&layout=lines", 1920),
    "hall-board-tall": Screen("/screen/H23.37/?voice=off&layout=tall", 1080),
    "hall-kiosk": Screen("/kiosk/H23.37/", 1080),
    "hall-desk": Screen("/hall/", user="lan"),
    "hall-live": Screen("/hall/live/", user="hoa"),
    "capacity-overview": Screen("/capacity/", user="hoa", walk=simulated),
    "criteria-set": Screen("/criteria/3/", user="dung"),
    "criteria-bridge": Screen("/criteria/3/bridge/", user="dung"),
    "sign-in": Screen("/accounts/login/"),
}


@contextmanager
def district() -> Iterator[str]:
    """Make a model district in a folder of its own and serve it; yield its address."""
    home = Path(tempfile.mkdtemp(prefix="motcua-pictures-"))
    surroundings = {
        **os.environ,
        "MOTCUA_HOME": str(home),
        "PYTHONPATH": str(ROOT / "src"),
        "MOTCUA_DATABASE_URL": f"sqlite:///{home / 'motcua.sqlite3'}",
    }
    command = [sys.executable, "-m", "motcua"]
    making = [sys.executable, "-m", "motcua.demo", "--dossiers", str(DOSSIERS)]
    subprocess.run(making, env=surroundings, check=True)
    # The clock of every run begins at the same minute.
    (home / "clock_offset").write_text(str(int(PRESENT.timestamp() - time.time())))
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", int(os.environ.get("PORT", "0"))))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    surroundings["MOTCUA_PUBLIC_URL"] = address  # the links of slips lead there
    server = subprocess.Popen([*command, "serve", "--port", str(port)], env=surroundings)
    try:
        wait_for(address)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        shutil.rmtree(home, ignore_errors=True)


def wait_for(address: str) -> None:
    """Wait until the server answers.

    Raises: TimeoutError.
    """
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE_SECONDS:
        with suppress(OSError), urllib.request.urlopen(address, timeout=30) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise TimeoutError(f"{address} does not answer")


def signed_in(browser: Browser, address: str, user: str) -> Any:
    """Return what the browser keeps of a sign-in, so that each person signs in once."""
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(f"{address}/accounts/login/")
    page.fill("#id_login", user)
    page.fill("#id_password", PASSWORD)
    press(page, "Đăng nhập")
    kept = context.storage_state()
    context.close()
    return kept


def take(browser: Browser, address: str, screen: Screen, kept: Any) -> bytes:
    """Walk to a screen and return it as WebP."""
    context = browser.new_context(
        viewport={"width": screen.width, "height": HEIGHTS[screen.width]},
        device_scale_factor=2 if screen.width < 600 else 1,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        reduced_motion="reduce",
        storage_state=kept,
    )
    page = context.new_page()
    page.goto(address + screen.path)
    if screen.walk is not None:
        screen.walk(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => window.scrollTo(0, 0))")
    shot = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return packed(shot)


def packed(shot: bytes) -> bytes:
    """Return a picture as WebP, small enough to be kept in the repository.

    Raises: ValueError.
    """
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    for quality in (86, 76, 66):
        target = io.BytesIO()
        image.save(target, "WEBP", quality=quality, method=6)
        if target.tell() <= MOST_BYTES:
            return target.getvalue()
    raise ValueError(f"the picture has more than {MOST_BYTES} bytes")


def main(names: list[str]) -> int:
    """Take the named pictures, or all; return the exit code."""
    if unknown := sorted(set(names) - set(SCREENS)):
        print(f"pictures: no screen called {', '.join(unknown)}; there are {', '.join(SCREENS)}")
        return 2
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("pictures: chromium is not installed (Debian: apt-get install chromium)")
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    failed = 0
    with district() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        kept: dict[str, Any] = {"": None}
        for name in names or SCREENS:
            screen = SCREENS[name]
            try:
                if screen.user not in kept:
                    kept[screen.user] = signed_in(browser, address, screen.user)
                picture = take(browser, address, screen, kept[screen.user])
            except Exception as problem:  # one screen that broke must not cost the others
                failed += 1
                print(f"pictures: {name}: {problem}")
                continue
            (PICTURES / f"{name}.webp").write_bytes(picture)
            print(f"pictures: {name} {len(picture) // 1000} kB")
        browser.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
