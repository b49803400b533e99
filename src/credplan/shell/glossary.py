"""Reads the glossary that came with the program."""

from __future__ import annotations

import os

import msgspec

from credplan.core.glossary import Glossary

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "glossary.toml")


def read_glossary() -> Glossary:
    """The glossary; a part of the program, so what is wrong with it is a defect and not an error of its user."""
    import tomllib

    with open(FILE, "rb") as file:
        return msgspec.convert(tomllib.load(file), Glossary)
