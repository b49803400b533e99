"""A plan as a page to hand over a desk: one value that PDF, HTML and Markdown draw, so that its words stand once."""
