"""What a board says aloud: a call as the words of its clips, in Vietnamese or English."""

from collections.abc import Mapping

LETTERS: Mapping[str, str] = {
    "A": "a", "B": "bê", "C": "xê", "D": "đê", "E": "e", "G": "giê", "H": "hát", "I": "i", "K": "ca",
    "L": "lờ", "M": "mờ", "N": "nờ", "O": "o", "P": "pê", "Q": "quy", "R": "rờ", "S": "ét", "T": "tê",
    "U": "u", "V": "vê", "X": "ích", "Y": "i dài",
}  # fmt: skip
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number(value: int) -> list[str]:
    """Return a number up to 99 as it is read in Vietnamese, word by word.

    Units: words.
    Raises: ValueError above 99 or below zero.
    Source: HALL-05.

    >>> number(15), number(21), number(40)
    (['mười', 'lăm'], ['hai', 'mươi', 'mốt'], ['bốn', 'mươi'])
    """
    if not 0 <= value <= 99:
        raise ValueError(f"read digit by digit: {value}")
    tens, ones = divmod(value, 10)
    if not tens:
        return [DIGITS[ones]]
    said = ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if ones == 1 and tens > 1:
        return [*said, "mốt"]
    if ones == 5:
        return [*said, "lăm"]
    return [*said, DIGITS[ones]] if ones else said


def call(code: str, desk: int, language: str = "vi") -> list[str]:
    """Return the words that call a ticket to a desk; the number is read digit by digit, as printed.

    A hall is loud and a digit cannot be misheard for a ten.

    Units: words, one clip each; a letter's clip goes by its name.
    Source: HALL-05.

    >>> " ".join(call("C047", 3))
    'mời số xê không bốn bảy đến quầy ba'
    >>> " ".join(call("C047", 12, "en"))
    'ticket C zero four seven counter one two'
    """
    letters, digits = [c for c in code if c.isalpha()], [int(c) for c in code if c.isdigit()]
    if language == "en":
        at = [ENGLISH[int(c)] for c in str(desk)]
        return ["ticket", *letters, *(ENGLISH[d] for d in digits), "counter", *at]
    named = [LETTERS.get(letter.upper(), letter) for letter in letters]
    at = number(desk) if desk <= 99 else [DIGITS[int(c)] for c in str(desk)]
    return ["mời", "số", *named, *(DIGITS[d] for d in digits), "đến", "quầy", *at]
