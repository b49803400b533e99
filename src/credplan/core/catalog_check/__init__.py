"""The catalog's linter: `check` and its `Finding` values."""

from credplan.core.catalog_check.rules import check
from credplan.core.catalog_check.walk import Finding

__all__ = ["Finding", "check"]
