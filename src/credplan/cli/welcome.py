"""What ``credplan`` and ``credplan --help`` say; plain text, so that neither needs a parser."""

WELCOME = """\
credplan plans the best way to a career through micro-credentials, with proof.
  credplan careers               which careers it knows
  credplan plan "data analyst"   a plan from nothing, 8 hours a week, from today
  credplan init                  say once what you hold and what you can spend
  credplan --help                every command, each with examples"""

HELP = """\
Usage: credplan COMMAND [OPTIONS] [ARGUMENTS]

Plans the best path to a career through micro-credentials: dated, priced,
explained, proved.

Start
  careers [QUERY]      the careers it knows: licence, least cost, time, wage
  career show X        all about one career, what stands before it first
  init                 six questions about you, each may be skipped

Plan
  plan [GOAL]          the best plan: steps, dates, costs, reasons
  gap [CAREER]         what a career asks for and you do not hold yet
  next                 the next actions of the plan you saved
  verify FILE          check a plan that was written with plan --proof FILE

My record
  add X                a credential: --earned DATE, --in-progress, --planned
  remove X             take it out again
  know SKILL [LEVEL]   a skill you have without a credential
  log X HOURS          hours you worked on it
  skip X               never propose it
  waive X --because .. set a requirement aside, with your reason
  set KEY VALUE        hours a week, budget, region and the like
  undo                 take the last change back
  status               what is held, running out, planned
  renewals             what must be renewed when, and what that costs
  profile show|check|path|schema|edit|history|restore

Catalog
  search QUERY         find credentials by name, code, skill, price, hours
  show ID              all about one credential, each number with its source
  compare A B ...      up to six side by side: money, hours, what they open
  explain [WORD]       what the words mean; whom to trust; what surveys found
  catalog info|check|pull

Out
  export plan|profile|renewals|catalog --to FILE.csv or FILE.json
  completion SHELL     the TAB key for bash, zsh, fish or PowerShell

Care
  doctor               whether everything is in order here, and what to do
  paths                where profile, versions, cache and catalog lie
  purge                remove all of it, after naming it

Examples
  credplan plan "data analyst"
  credplan plan phlebotomist --budget 1500 --by 2027-06-30 --hours-per-week 10
  credplan add "Security+" --earned 2025-05-01

credplan COMMAND --help explains a command with examples. --profile FILE,
--catalog PATH, --today DATE, --color WHEN, --dates FORM and --no-pager work
with every command; --version shows the version and the catalog's date.
Everything stays on this machine; nothing is sent anywhere."""
