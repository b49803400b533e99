"""Every command with its arguments and options, for completion. Generated: python tools/generate.py."""

from __future__ import annotations

# command: (what it does, its arguments' kinds, {option: (its value's kind, what it does)}); * is any number
COMMANDS: dict[str, tuple[str, tuple[str, ...], dict[str, tuple[str, str]]]] = {
    "init": (
        "Make your profile: six questions, each may be skipped with Enter",
        (),
        {
            "--hours-per-week": ("text", "Hours you can study a week"),
            "--region": ("text", "Your state, e.g. TX"),
            "--education": ("education", "The highest you finished, e.g. high-school"),
            "--budget": ("text", "The most it may cost"),
            "--currency": ("text", "Three letters; USD if left out"),
            "--goal": ("goal", "A career or a credential"),
            "--by": ("text", "The day by which you want the goal"),
            "--birth-year": ("text", "For minimum ages only"),
            "--start": ("text", "The day you begin"),
            "--hold": ("credential", "A credential that you hold; may be repeated"),
            "--no-input": ("", "Ask nothing; use the options alone"),
            "--force": ("", "Replace an existing profile; it is kept beside as .bak"),
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "careers": (
        "The careers that plans can lead to, with usual education, wage, openings and whether law asks for a licence",
        ("career*",),
        {
            "--field": ("field", "Only this field, e.g. health"),
            "--no-degree": ("", "Only those whose usual way in is no college degree"),
            "--json": ("", "JSON on stdout, for scripts"),
            "--csv": ("", "CSV on stdout, for spreadsheets"),
            "--plain": ("", "label: value lines, for screen readers and grep"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "career show": (
        "Everything known about a career: the door first, then pay and outlook, what it takes, and every source",
        ("career*",),
        {
            "--json": ("", "JSON on stdout, for scripts"),
            "--plain": ("", "label: value lines, for screen readers and grep"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "plan": (
        "The best plan to a career or credential: steps on dates, what they cost and when, why each, and what is unsure",
        ("goal*",),
        {
            "--hours-per-week": ("text", "Hours you can study a week"),
            "--budget": ("text", "The most it may cost"),
            "--by": ("text", "The day by which the last award must have come"),
            "--start": ("text", "The day you begin; today if left out"),
            "--region": ("text", "Where you live, e.g. US-TX"),
            "--cheapest": ("", "Least money, then soonest (the default)"),
            "--fastest": ("", "Soonest, then least money"),
            "--fewest": ("", "Fewest steps, then least money"),
            "--balanced": ("", "Money and your time together; needs an hour value"),
            "--hour-value": ("text", "What an hour of yours is worth, for --balanced"),
            "--without": ("credential", "Leave a credential out; may be repeated"),
            "--without-provider": ("provider", "Leave a provider out; may be repeated"),
            "--save": ("text", "Keep this plan in your profile under NAME"),
            "--json": ("", "JSON on stdout, for scripts"),
            "--csv": ("", "CSV on stdout, for spreadsheets"),
            "--plain": ("", "label: value lines, for screen readers and grep"),
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "next": (
        "The next three things to do in the plan you saved last",
        (),
        {
            "--json": ("", "JSON on stdout, for scripts"),
            "--csv": ("", "CSV on stdout, for spreadsheets"),
            "--plain": ("", "label: value lines, for screen readers and grep"),
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "gap": (
        "What a career asks for and you do not hold yet, group by group, with what would meet it",
        ("career*",),
        {
            "--region": ("text", "Where you live, e.g. US-TX"),
            "--json": ("", "JSON on stdout, for scripts"),
            "--csv": ("", "CSV on stdout, for spreadsheets"),
            "--plain": ("", "label: value lines, for screen readers and grep"),
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "add": (
        "Add a credential to your record, or change its entry",
        ("credential*",),
        {
            "--earned": ("text", "The day you earned it, or today"),
            "--in-progress": ("", "You have begun"),
            "--planned": ("", "You mean to earn it (the default)"),
            "--part": ("text", "A part that you have passed; may be repeated"),
            "--expires": ("text", "The first day on which yours is no longer valid"),
            "--evidence": ("file", "A file that shows it; it stays where it is"),
            "--note": ("text", "Anything you want to remember"),
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "remove": (
        "Remove a credential, skill, goal, waiver or saved plan from your record",
        ("entry*",),
        {
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
        },
    ),
    "know": (
        "Say that you have a skill: it saves preparation hours and proves nothing",
        ("skill*",),
        {
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
        },
    ),
    "set": (
        "Set what plans go by: hours, budget, region, goal",
        ("key", "setting*"),
        {
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "log": (
        "Log hours of work on a credential; plans then count only what is left",
        ("holding*",),
        {
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "waive": (
        "Set a requirement aside, with a reason that every plan prints",
        ("requirement*",),
        {
            "--because": ("text", "Why; every plan prints it"),
            "--of": ("credential", "Only where this credential or career asks for it"),
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
        },
    ),
    "skip": (
        "Leave a credential out of every plan",
        ("credential*",),
        {
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "status": (
        "What your record holds: held, running out, in progress, planned, goals, limits, saved plans",
        (),
        {
            "--json": ("", "JSON on stdout, for scripts"),
            "--csv": ("", "CSV on stdout, for spreadsheets"),
            "--plain": ("", "label: value lines, for screen readers and grep"),
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "profile show": (
        "Show the whole profile: as it is written, or as JSON, CSV (credentials) or plain lines",
        (),
        {
            "--json": ("", "JSON on stdout, for scripts"),
            "--csv": ("", "CSV on stdout, for spreadsheets"),
            "--plain": ("", "label: value lines, for screen readers and grep"),
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "profile check": (
        "Check the profile and list every problem with its line; exit code 4 when there is one",
        (),
        {
            "--json": ("", "JSON on stdout, for scripts"),
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
        },
    ),
    "profile path": (
        "Print where the profile lies, and nothing else",
        (),
        {
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
        },
    ),
    "profile edit": (
        "Open the profile in your editor (VISUAL, EDITOR), then check it",
        (),
        {
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
        },
    ),
    "search": (
        "The credentials that match all the words, best match first, those that can be earned before retired ones",
        ("text*",),
        {
            "--field": ("field", "Only this field, e.g. data"),
            "--provider": ("provider", "Only this provider"),
            "--active": ("", "Only what can still be earned"),
            "--json": ("", "JSON on stdout, for scripts"),
            "--csv": ("", "CSV on stdout, for spreadsheets"),
            "--plain": ("", "label: value lines, for screen readers and grep"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "show": (
        "Everything known about a credential: ways to it, prices, validity, what it opens, with every source",
        ("credential*",),
        {
            "--json": ("", "JSON on stdout, for scripts"),
            "--plain": ("", "label: value lines, for screen readers and grep"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "catalog info": (
        "Which catalog is in use: its version, date and size, and how well its facts are supported",
        (),
        {
            "--json": ("", "JSON on stdout, for scripts"),
            "--plain": ("", "label: value lines, for screen readers and grep"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "catalog check": (
        "Look for everything that is wrong in a catalog: errors (exit code 4) and warnings (exit code 0)",
        ("file",),
        {
            "--json": ("", "JSON on stdout, for scripts"),
            "--csv": ("", "CSV on stdout, for spreadsheets"),
            "--plain": ("", "label: value lines, for screen readers and grep"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
        },
    ),
    "catalog pull": (
        "Install the catalog that came with this program and check it",
        ("text",),
        {
        },
    ),
    "export plan": (
        "Write the plan that ``plan`` would show",
        ("goal*",),
        {
            "--to": ("file", "The file to write; - is stdout"),
            "--hours-per-week": ("text", "As for plan"),
            "--budget": ("text", "As for plan"),
            "--by": ("text", "As for plan"),
            "--start": ("text", "As for plan"),
            "--region": ("text", "As for plan"),
            "--fastest": ("", "As for plan"),
            "--fewest": ("", "As for plan"),
            "--format": ("format", "csv or json, if FILE does not say"),
            "--force": ("", "Write over a file that exists"),
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
            "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
        },
    ),
    "export profile": (
        "Write your profile: all of it as JSON, or its credentials as CSV",
        (),
        {
            "--to": ("file", "The file to write; - is stdout"),
            "--format": ("format", "csv or json, if FILE does not say"),
            "--force": ("", "Write over a file that exists"),
            "--profile": ("file", "Another profile than the usual one; - is stdin"),
        },
    ),
    "export catalog": (
        "Write the catalog: every record as JSON (--catalog reads it back), or one line a credential as CSV",
        (),
        {
            "--to": ("file", "The file to write; - is stdout"),
            "--format": ("format", "csv or json, if FILE does not say"),
            "--force": ("", "Write over a file that exists"),
            "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
        },
    ),
    "completion": (
        "Print the script that completes commands, options, careers and credentials at the TAB key",
        ("shell",),
        {
        },
    ),
}
ANYWHERE: dict[str, tuple[str, str]] = {
    "--color": ("when", "auto, always or never; auto is on a terminal"),
    "--no-pager": ("", "Print long screens at once"),
    "--help": ("", "Show what the command does, with examples"),
}
EARLY: dict[str, tuple[str, str]] = {
    "--profile": ("file", "Another profile than the usual one; - is stdin"),
    "--catalog": ("file", "Another catalog: a TOML file or a folder of them; - is stdin"),
    "--today": ("text", "Plan as if today were DATE (or CREDPLAN_TODAY)"),
    "--color": ("when", "auto, always or never; auto is on a terminal"),
    "--no-pager": ("", "Print long screens at once"),
    "--help": ("", "Show what the command does, with examples"),
    "--version": ("", "Show the version and the catalog's date"),
}
REPEATABLE: tuple[str, ...] = ("--evidence", "--hold", "--part", "--without", "--without-provider")
CHOICES: dict[str, tuple[str, ...]] = {
    "education": ("none", "high-school", "some-college", "postsecondary-nondegree", "associate", "bachelor", "master", "doctoral"),
    "format": ("csv", "json"),
    "key": ("hours-per-week", "budget", "region", "education", "birth-year", "start", "currency", "hour-value", "name", "circumstances", "goal", "by"),
    "level": ("beginner", "intermediate", "advanced"),
    "requirement": ("experience", "education", "age", "credit"),
    "shell": ("bash", "zsh", "fish", "powershell"),
    "when": ("auto", "always", "never"),
}
