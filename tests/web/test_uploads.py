"""Files as people send them, and as they are sent back."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from motcua.actions import document
from motcua.records.models import Document, StoredFile
from motcua.rules import files
from motcua.rules.files import FileEmpty, FilesTooLarge, FileTooLarge, FileUnwelcome, TooManyFiles
from motcua.rules.intake import Paper
from motcua.rules.text import UnreadableText
from motcua.web import uploads

BACKEND = "django.contrib.auth.backends.ModelBackend"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
PDF = b"%PDF-1.7\n" + bytes(64)


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.STORE = tmp_path
    return tmp_path


def keep(name, content, now):
    return uploads.keep(SimpleUploadedFile(name, content), owner="user:1", now=now)


def attached(dossier, lan, name, content, now):
    """Return the address of a paper of the dossier with these bytes."""
    kept = keep(name, content, now)
    document.attach(
        by=lan,
        code=dossier.code,
        paper=Paper("them", "Giấy tờ thêm", file=kept.sha256, file_name=kept.name),
        now=now,
    )
    return f"/files/{dossier.code}/{Document.objects.get(key='them').pk}/"


def test_it_keeps_bytes_once_under_their_hash(db, store, now):
    first, second = keep("tờ khai.png", PNG, now), keep("bản hai.png", PNG, now)

    name = hashlib.sha256(PNG).hexdigest()
    assert first.sha256 == second.sha256 == name
    assert (store / name[:2] / name).read_bytes() == PNG
    assert StoredFile.objects.get().mime == "image/png"


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.png", b"", FileEmpty),
        ("a.exe", b"MZ" + bytes(64), FileUnwelcome),
        ("a.png", PDF, FileUnwelcome),
        ("a.pdf.exe", PDF, FileUnwelcome),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", FileUnwelcome),
        ("a.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", FileUnwelcome),
        ("a", PNG, FileUnwelcome),
        ("a\u202egnp.png", PNG, UnreadableText),
    ],
    ids=["empty", "program", "other than its name", "two endings", "svg", "script", "no ending", "bidi"],
)
def test_it_refuses_what_is_not_a_paper(db, store, now, name, content, refusal):
    with pytest.raises(refusal):
        keep(name, content, now)

    assert not StoredFile.objects.exists()


def test_it_refuses_one_byte_too_many_and_keeps_nothing(db, store, now):
    large = TemporaryUploadedFile("a.pdf", "application/pdf", 0, None)
    large.write(PDF)
    large.truncate(files.MOST_MEGABYTES * files.MEGABYTE + 1)
    large.size = files.MOST_MEGABYTES * files.MEGABYTE + 1

    with pytest.raises(FileTooLarge):
        uploads.keep(large, owner="user:1", now=now)

    assert not StoredFile.objects.exists()
    assert [path for path in store.rglob("*") if path.is_file()] == []


def test_it_counts_and_weighs_files_before_it_keeps_any(db, now):
    many = [SimpleUploadedFile("a.png", PNG) for _ in range(31)]
    heavy = [SimpleUploadedFile("a.png", PNG) for _ in range(2)]
    for one in heavy:
        one.size = 60 * files.MEGABYTE

    with pytest.raises(TooManyFiles):
        uploads.keep_all(many, owner="user:1", now=now)
    with pytest.raises(FilesTooLarge):
        uploads.keep_all(heavy, owner="user:1", now=now)

    assert not StoredFile.objects.exists()


def test_it_refuses_a_request_that_is_too_large_before_it_is_read(client, lan_account, procedure):
    client.force_login(lan_account, backend=BACKEND)
    body = b"--x\r\n\r\n--x--\r\n"

    answer = client.generic(
        "POST",
        "/counter/reception/",
        body,
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(102 * files.MEGABYTE),
    )

    assert answer.status_code == 413
    assert "lớn" in answer.content.decode()


def test_it_names_a_file_again_only_to_its_owner(db, now):
    kept = keep("a.png", PNG, now)

    assert uploads.again(kept.token, owner="user:1") == uploads.Kept(
        kept.sha256, "a.png", len(PNG), "image/png", uploads.again(kept.token, owner="user:1").token
    )
    assert uploads.again(kept.token, owner="user:2") is None
    assert uploads.again(f"{kept.token}x", owner="user:1") is None


def test_it_takes_folders_out_of_a_name(db, now):
    assert "/" not in keep("../../etc/passwd.png", PNG, now).name


def test_it_shows_a_picture_in_a_sandbox(client, lan, lan_account, received, now):
    address = attached(received, lan, "nhà.png", PNG, now)
    client.force_login(lan_account, backend=BACKEND)

    answer = client.get(address)

    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")
    assert "no-store" in answer["Cache-Control"]


def test_it_saves_what_a_browser_could_run(client, lan, lan_account, received, now):
    from io import BytesIO
    from zipfile import ZipFile

    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    address = attached(received, lan, "đơn.docx", made.getvalue(), now)
    client.force_login(lan_account, backend=BACKEND)

    assert client.get(address)["Content-Disposition"].startswith("attachment")


def test_it_hides_papers_from_another_unit_and_from_figures_alone(
    client, lan, binh_account, chief_account, received, now
):
    address = attached(received, lan, "a.png", PNG, now)

    for account in (binh_account, chief_account):
        client.force_login(account, backend=BACKEND)
        assert client.get(address).status_code == 404


def test_it_hides_a_paper_of_another_dossier_and_one_in_quarantine(
    client, lan, lan_account, received, filed, now
):
    address = attached(received, lan, "a.png", PNG, now)
    client.force_login(lan_account, backend=BACKEND)

    assert client.get(address.replace(received.code, filed.code)).status_code == 404
    StoredFile.objects.update(health="quarantined")
    assert client.get(address).status_code == 404
