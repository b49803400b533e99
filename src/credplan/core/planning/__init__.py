"""The planner: a question becomes a `problem`, the `master` chooses sets, `schedule` dates and bills them."""
