"""How large the files of a dossier may be, and how a file is refused."""

from collections.abc import Sequence

from motcua.rules import RuleError

MEGABYTE = 1024 * 1024
MOST_MEGABYTES = 20
MOST_FILES = 30
MOST_MEGABYTES_TOGETHER = 100


class FileTooLarge(RuleError):
    """One file is larger than a file may be."""


class FileEmpty(RuleError):
    """The file holds nothing."""


class FileUnwelcome(RuleError):
    """The file is of a type that is not taken, or its name and its content disagree."""


class TooManyFiles(RuleError):
    """More files than a dossier may hold."""


class FilesTooLarge(RuleError):
    """The files of one dossier are too large together."""


def check(sizes: Sequence[int]) -> None:
    """Refuse files that are too many or too large together.

    Units:  `sizes` in bytes, of all files of one dossier.
    Raises: TooManyFiles; FilesTooLarge.
    Source: FILE-01.

    >>> check([1024, 2048])
    """
    if len(sizes) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    if sum(sizes) > MOST_MEGABYTES_TOGETHER * MEGABYTE:
        raise FilesTooLarge(most=MOST_MEGABYTES_TOGETHER)
