"""Reading a proof file, which anybody may have written."""

from __future__ import annotations

from pathlib import Path

from credplan.core.errors import InvalidFile, MissingFile
from credplan.shell.stdin import is_stdin, read_stdin

MOST_BYTES = 32 * 1024 * 1024
"""Far more than any proof has; the checker holds all of it in memory."""


def read_proof(path: str) -> str:
    """The text of a proof file; ``-`` is stdin.

    Raises:
        MissingFile: it is not there or can't be read.
        InvalidFile: it is too large, or no text.
    """
    if is_stdin(path):
        content = read_stdin("proof", MOST_BYTES + 1)
    else:
        try:
            with open(Path(path).expanduser(), "rb") as file:
                content = file.read(MOST_BYTES + 1)
        except OSError as problem:
            raise MissingFile(f"{path} can't be read: {problem.strerror or problem}.") from None
    if len(content) > MOST_BYTES:
        raise InvalidFile(f"{path} is too large for a proof: at most {MOST_BYTES >> 20} MB.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidFile(f"{path} is no text, so it is no proof file.") from None
