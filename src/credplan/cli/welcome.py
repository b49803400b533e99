"""What bare ``credplan`` says: what to do first, in five lines."""

WELCOME = """\
credplan plans the cheapest or fastest way to a career through micro-credentials, and proves it.
  credplan careers                    which careers it knows
  credplan plan "data analyst"        a plan from nothing, 8 hours a week, from today
  credplan init                       tell it what you hold and what you can spend, once
  credplan --help                     every command, each with examples"""
