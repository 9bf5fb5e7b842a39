"""A call as sound: clips that somebody recorded, joined; without them espeak-ng speaks; else nobody here.

A clip is a WAV file named by its word (`bốn.wav`); all clips of a folder have one form (channels, width,
rate). The browser's own voice is the last resort and is no business of this module.
"""

import io
import re
import shutil
import subprocess
import unicodedata
import wave
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

PAUSE_SECONDS = 0.04  # between two clips
VOICES = {"vi": "vi", "en": "en"}
PACE = "135"  # words a minute: slower than speech, for a hall
_WORDS = re.compile(r"[\w ]{1,200}")


class Silent(Exception):
    """There is neither a clip of every word nor a program that speaks."""


def spoken(words: Sequence[str], folder: Path, language: str = "vi") -> bytes:
    """Return a WAV file of the words.

    Raises: Silent.
    """
    stamp = folder.stat().st_mtime_ns if folder.is_dir() else 0
    return _spoken(tuple(words), str(folder), stamp, language)


@lru_cache(maxsize=512)
def _spoken(words: tuple[str, ...], folder: str, changed_at: int, language: str) -> bytes:
    clips = [Path(folder) / f"{unicodedata.normalize('NFC', word)}.wav" for word in words]
    if changed_at and all(clip.is_file() for clip in clips):
        try:
            return _joined(clips)
        except (wave.Error, EOFError):
            pass  # a clip that cannot be read is as good as none
    return _by_program(" ".join(words), language)


def _joined(clips: Sequence[Path]) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as whole:
        form = None
        for path in clips:
            with wave.open(str(path), "rb") as clip:
                told = (clip.getnchannels(), clip.getsampwidth(), clip.getframerate())
                if form is None:
                    form = told
                    whole.setnchannels(told[0])
                    whole.setsampwidth(told[1])
                    whole.setframerate(told[2])
                elif told != form:
                    raise wave.Error(f"{path.name}: another form than the clips before it")
                whole.writeframes(clip.readframes(clip.getnframes()))
                silence = int(told[2] * PAUSE_SECONDS) * told[0] * told[1]
                whole.writeframes((b"\x80" if told[1] == 1 else b"\x00") * silence)
    return made.getvalue()


def _by_program(text: str, language: str) -> bytes:
    program = shutil.which("espeak-ng")
    if program is None or not _WORDS.fullmatch(text):
        raise Silent()
    command = [program, "-v", VOICES.get(language, "vi"), "-s", PACE, "--stdout", text]
    try:
        done = subprocess.run(command, capture_output=True, timeout=10, check=False)
    except subprocess.TimeoutExpired:
        raise Silent() from None
    if done.returncode or len(done.stdout) < 1000:
        raise Silent()
    return done.stdout
