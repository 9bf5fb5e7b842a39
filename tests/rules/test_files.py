"""How large the files of a dossier may be."""

import pytest

from motcua.rules import files
from motcua.rules.files import FilesTooLarge, TooManyFiles


def test_it_takes_thirty_files_of_a_hundred_megabytes_together():
    files.check([100 * files.MEGABYTE // 30] * 30)


def test_it_refuses_one_file_more():
    with pytest.raises(TooManyFiles):
        files.check([1] * 31)


def test_it_refuses_one_byte_more():
    with pytest.raises(FilesTooLarge):
        files.check([50 * files.MEGABYTE, 50 * files.MEGABYTE + 1])
