"""A question that is answered by yes or no, asked only where it can be seen and answered."""

import typer


def confirmed(question: str) -> bool:
    """Ask on stderr; Enter alone means no."""
    return bool(typer.confirm(question, default=False, err=True))
