"""The shape of the code."""

from tests.house import readings

SHORT = '"""A module."""\n\n\ndef short() -> int:\n    """Be short."""\n    return 1\n'


def plant(package, name, text):
    path = package / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def listed(found):
    return "\n" + "\n".join(found)


def test_it_keeps_functions_and_files_short():
    found = readings.too_long(readings.PACKAGE)

    assert not found, listed(found)


def test_it_notices_a_long_function_and_a_long_file(tmp_path):
    plant(tmp_path, "rules/long.py", SHORT.replace("    return 1\n", "    x = 1\n" * 39 + "    return x\n"))
    plant(tmp_path, "rules/tall.py", SHORT + "X = 1\n" * 400)
    plant(tmp_path, "rules/short.py", SHORT)

    found = readings.too_long(tmp_path)

    assert len(found) == 2
    assert "short has 42 lines" in found[0]
    assert "tall.py:1 the file has 406 lines" in found[1]


def test_it_opens_every_module_with_a_sentence():
    found = readings.without_opening_sentence(readings.PACKAGE)

    assert not found, listed(found)


def test_it_notices_a_module_without_a_sentence(tmp_path):
    plant(tmp_path, "rules/mute.py", "X = 1\n")
    plant(tmp_path, "rules/spoken.py", SHORT)

    assert len(readings.without_opening_sentence(tmp_path)) == 1


def test_it_has_no_room_for_anything():
    found = readings.without_room(readings.PACKAGE)

    assert not found, listed(found)


def test_it_notices_a_room_for_anything(tmp_path):
    plant(tmp_path, "actions/helpers.py", SHORT)
    plant(tmp_path, "records/sqlite/base.py", SHORT)

    assert len(readings.without_room(tmp_path)) == 1


def test_it_names_the_arguments_of_actions_and_queries():
    found = readings.positional(readings.PACKAGE)

    assert not found, listed(found)


def test_it_notices_arguments_by_position(tmp_path):
    plant(tmp_path, "actions/bad.py", "def receive(dossier, by, now):\n    pass\n")
    plant(tmp_path, "actions/good.py", "def log(dossier, verb, *, by, at):\n    pass\n")

    assert len(readings.positional(tmp_path)) == 1


def test_it_uses_no_signals():
    found = readings.signals(readings.PACKAGE)

    assert not found, listed(found)


def test_it_notices_a_signal(tmp_path):
    plant(tmp_path, "records/bad.py", "from django.db.models.signals import post_save\n")
    plant(tmp_path, "records/good.py", "from django.db.models import F\n")

    assert len(readings.signals(tmp_path)) == 1


def test_it_reads_one_clock():
    found = readings.other_clocks(readings.PACKAGE)

    assert not found, listed(found)


def test_it_notices_another_clock(tmp_path):
    plant(tmp_path, "web/bad.py", "X = timezone.now()\nY = datetime.datetime.now(UTC)\nZ = localdate()\n")
    plant(tmp_path, "web/good.py", "X = moment.now()\nY = localdate(at)\n")

    assert len(readings.other_clocks(tmp_path)) == 3
