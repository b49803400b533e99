"""What can go wrong, each with its exit code; the command line turns them into one message at one place.

"No plan fits" is an answer and not an error: it is a value of `planning.answers` with exit code 3.
"""

from __future__ import annotations

OK = 0
UNEXPECTED = 1
USAGE = 2
NO_PLAN = 3
INVALID = 4
MISSING = 5
LOCKED = 6
UNTRUE = 7
INTERRUPTED = 130
TERMINATED = 143


class CredplanError(Exception):
    """A known failure: what, where, why, and what to do next."""

    exit_code = UNEXPECTED

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class UsageError(CredplanError):
    """The command was not understood: an unknown option value, a name that matches nothing."""

    exit_code = USAGE


class UnknownName(UsageError):
    """A name matches no record; ``nearest`` holds what may have been meant."""

    def __init__(self, message: str, *, nearest: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.nearest = nearest


class AmbiguousName(UsageError):
    """A name matches several records; ``candidates`` are (id, name) pairs to choose from."""

    def __init__(self, message: str, *, candidates: tuple[tuple[str, str], ...], hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.candidates = candidates


class InvalidFile(CredplanError):
    """A profile, catalog or plan file has problems; all of them are in ``problems``, a line each."""

    exit_code = INVALID

    def __init__(self, message: str, *, problems: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join((self.message, *(f"  {p}" for p in self.problems), *([self.hint] if self.hint else [])))


class UntrueProof(CredplanError):
    """A proof file says something that does not hold."""

    exit_code = UNTRUE


class MissingFile(CredplanError):
    """A file that was asked for is not there or can't be read, or the network did not answer."""

    exit_code = MISSING


class CannotWrite(CredplanError):
    """A file could not be written; what was there before is intact."""

    exit_code = UNEXPECTED


class ChangedUnderneath(CredplanError):
    """Somebody else holds the profile or changed it since it was read; nothing was written.

    ``theirs`` and ``ours`` are the two changes, a line for each thing that differs.
    """

    exit_code = LOCKED

    def __init__(
        self, message: str, *, hint: str = "", theirs: tuple[str, ...] = (), ours: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message, hint=hint)
        self.theirs = theirs
        self.ours = ours

    def __str__(self) -> str:
        lines = [self.message]
        for title, changes in (("What was changed there:", self.theirs), ("What this command wanted:", self.ours)):
            if changes:
                lines += [title, *(f"  {change}" for change in changes)]
        return "\n".join([*lines, *([self.hint] if self.hint else [])])
