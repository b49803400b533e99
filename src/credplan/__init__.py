"""credplan: the provably best dated, priced path from what one holds to a career, through micro-credentials."""

__version__ = "0.1.0"
