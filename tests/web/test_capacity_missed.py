"""The roster says in which half hours the same number all day is too few."""

import re

from motcua.queries import capacity_runs

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_it_names_the_half_hours_that_one_number_all_day_misses(client, chief_account, monkeypatch):
    monkeypatch.setattr(capacity_runs, "PATIENCE_SECONDS", 120)
    client.force_login(chief_account, backend=BACKEND)

    page = client.get("/capacity/roster/?source=example&promise=20").content.decode()

    assert "Đã xác nhận" in page
    assert "Với 3 người cả ngày, quá nhiều người đến vào các giờ này" in page
    said = page[page.index("Với 3 người cả ngày") :][:400]
    assert re.search(r"09:00–09:30 \(\d\d %\)", said), said
