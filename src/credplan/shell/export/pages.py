"""A handout in the form that was asked for, with what its reader has to be told."""

from __future__ import annotations

import msgspec

from credplan.core.handout.values import Handout


class Paper(msgspec.Struct, frozen=True):
    """How a page is to be printed; only PDF goes by it."""

    size: str
    """``a4`` or ``letter``."""
    large: bool = False
    grayscale: bool = False


def page(handout: Handout, form: str, paper: Paper) -> tuple[str | bytes, tuple[str, ...]]:
    """The file's content (bytes of a PDF, else text) and remarks for stderr.

    Args:
        handout: what it says.
        form: ``pdf``, ``html`` or ``md``.
        paper: for ``pdf``.

    Raises:
        NoTypst: a PDF was asked for, and this Python has no typst package.
    """
    if form == "html":
        from credplan.shell.export.html import html

        return html(handout), ()
    if form == "md":
        from credplan.shell.export.markdown import markdown

        return markdown(handout), ()
    from credplan.shell.export.pdf import pdf

    printed = pdf(handout, paper=paper.size, large=paper.large, grayscale=paper.grayscale)
    remarks = tuple(
        f"No font here shows {script} characters: the page has [{script}] in their place. To see them install {font}."
        for script, font in printed.missing
    )
    return printed.content, remarks
