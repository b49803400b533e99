"""``renewals``: what must be renewed when, and what that costs."""

from typing import Annotated

import typer

from credplan.cli.context import (
    CatalogOption,
    CsvOption,
    JsonOption,
    PlainOption,
    ProfileOption,
    TodayOption,
    load_profile,
    open_catalog,
    today,
)
from credplan.core.profile import Profile
from credplan.shell.terminal import say

MOST_YEARS = 40
YearsOption = Annotated[
    int, typer.Option("--years", metavar="N", min=1, max=MOST_YEARS, help="How far to look ahead; 5 if left out.")
]

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def renewals(
    years: YearsOption = 5,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    plain: PlainOption = False,
    profile: ProfileOption = None,
    catalog: CatalogOption = None,
    today_option: TodayOption = None,
) -> None:
    r"""What must be renewed when, and what it costs: of what you hold, and of the plan you saved last.

    \b
    Examples:
      credplan renewals
      credplan renewals --years 10 --csv > renewals.csv
    """
    from credplan.core.renewals import CSV_HEADER, renewal_data, renewal_report, renewal_rows
    from credplan.core.renewals import renewals as find_renewals
    from credplan.shell.catalog_extracts import recorded

    day = today(today_option)
    stored = load_profile(profile) or Profile()
    index = open_catalog(catalog, profile)
    found = find_renewals(stored, recorded(index, stored) or index.whole(), day, years)
    if as_json:
        from credplan.cli.output import print_json

        print_json(renewal_data(found))
    elif as_csv:
        from credplan.cli.output import print_csv

        print_csv(CSV_HEADER, renewal_rows(found))
        for text in found.open:
            say(f"not known: {text}", err=True)
    elif not (found.subjects or found.lapsed or found.open):
        say("There is nothing to renew: your record holds nothing yet, and no plan is saved.")
        say('Add what you hold: credplan add "Security+" --earned 2025-05-01')
        say('Or keep a plan:    credplan plan "data analyst" --save main')
    else:
        from credplan.cli.output import show_report

        show_report(renewal_report(found, years), plain=plain)
