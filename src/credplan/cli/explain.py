"""``explain``: what the words on the screens mean, and where that comes from."""

from typing import Annotated

import typer

from credplan.cli.context import CsvOption, JsonOption, PlainOption, color_allowed, terminal_width
from credplan.core.errors import OK

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def explain(
    term: Annotated[
        list[str] | None, typer.Argument(metavar="[TERM]", help="A word; without one, all of them.")
    ] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
) -> int:
    r"""What a word means, in plain English and with its source: micro-credential, licence, anchor, grade, job zone.

    Also how to tell whom to trust, and what employers and learners said of micro-credentials when they were asked.

    \b
    Examples:
      credplan explain
      credplan explain micro-credential
      credplan explain trust
      credplan explain employer surveys
    """
    from credplan.core import glossary as words
    from credplan.shell.glossary import read_glossary

    known = read_glossary()
    entry = words.find_entry(known, " ".join(term)) if term else None
    chosen = known.entries if entry is None else (entry,)
    if as_json:
        from credplan.cli.output import print_json

        print_json(words.glossary_data(known, chosen))
    elif as_csv:
        from credplan.cli.output import print_csv

        print_csv(words.HEADER, words.rows(known, chosen))
    else:
        from credplan.shell.render.catalog import page_lines, page_text, write

        page = words.list_page(known) if entry is None else words.entry_page(known, entry)
        text = page_lines(page) if plain else page_text(page, terminal_width(), color=color_allowed())
        write(text, paged=not plain)
    return OK
