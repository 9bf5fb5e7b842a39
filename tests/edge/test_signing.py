"""The installation's own key."""

import stat
import threading

import pytest

from motcua.edge import signing


def test_it_is_made_once_and_kept_for_its_owner_only(tmp_path):
    first, second = signing.load(tmp_path / "keys"), signing.load(tmp_path / "keys")

    kept = tmp_path / "keys" / signing.NAME
    assert first.public == second.public
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == [signing.NAME]


def test_it_is_one_key_when_many_start_at_once(tmp_path):
    found = []
    starts = [threading.Thread(target=lambda: found.append(signing.load(tmp_path).public)) for _ in range(8)]

    for start in starts:
        start.start()
    for start in starts:
        start.join()

    assert len(found) == 8
    assert len(set(found)) == 1


def test_its_signature_is_checked_with_the_public_half(tmp_path):
    key = signing.load(tmp_path)

    signature = signing.sign(key, b"message")

    signing.verify(key.public, b"message", signature)
    with pytest.raises(signing.BadSignature):
        signing.verify(key.public, b"massage", signature)


@pytest.mark.parametrize("signature", ["", "x", "AAAA", "đ", "A" * 88])
def test_it_refuses_what_is_no_signature(tmp_path, signature):
    key = signing.load(tmp_path)

    with pytest.raises(signing.BadSignature):
        signing.verify(key.public, b"message", signature)


@pytest.mark.parametrize("public", ["", "AAAA", "not base64", "đ"])
def test_it_refuses_what_is_no_public_key(public):
    with pytest.raises(signing.BadKey):
        signing.fingerprint(public)


def test_it_says_which_file_is_not_a_key(tmp_path):
    (tmp_path / signing.NAME).write_text("hello")

    with pytest.raises(signing.BadKey, match=signing.NAME):
        signing.load(tmp_path)
