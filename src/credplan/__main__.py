"""The entry point: what can be answered without loading the command line is answered here."""

from __future__ import annotations

import gc
import sys

# One run is short and ends with its process. Collections while modules and the catalog load would find nothing.
_OBJECTS_BEFORE_COLLECTION = 100_000


def main() -> None:
    """Run the command line on ``sys.argv`` and exit with its code."""
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTION, 50, 50)
    try:
        code = _run(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130  # pressed while modules were still loading: no traceback then either
        print("credplan: interrupted.", file=sys.stderr)
    # The interpreter's last collection would walk every object only to free what the system frees anyway.
    gc.freeze()
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    # Typer alone costs six times the interpreter's own start; these need neither it nor a parser.
    if arguments == ["--version"]:
        from credplan.cli.version import version_text

        return _say(version_text())
    if not arguments:
        from credplan.cli.welcome import WELCOME

        return _say(WELCOME)
    if arguments in (["--help"], ["-h"]):
        from credplan.cli.welcome import HELP

        return _say(HELP)
    if arguments[:1] == ["__complete"]:
        from credplan.cli.complete import main as complete

        return complete(arguments[1:])
    from credplan.cli.app import run

    return run(arguments)


def _say(text: str) -> int:
    """Print ``text``; a reader that has gone (``| head -0``) is no error, a full disk is."""
    try:
        if sys.stdout is not None and sys.stdout.isatty():
            from credplan.shell.terminal import say

            say(text)
        else:
            print(text, flush=True)
    except OSError as problem:
        from credplan.cli import ending

        return ending.reader_left() if isinstance(problem, BrokenPipeError) else ending.cannot_print(problem)
    return 0


if __name__ == "__main__":
    main()
