"""What ministack 1.5.33 does otherwise than the cloud, put right: one module for each difference.

Every module has an `apply` that replaces functions of ministack by functions of ours; `apply_all` is called once, before
the server starts. The pinned version is asserted in `engine.py`.
"""

from __future__ import annotations

from ..settings import Settings


def apply_all(settings: Settings) -> None:
    """Put every difference right; ministack is imported here for the first time."""
    from . import lambda_executor, openapi_import

    openapi_import.apply()
    lambda_executor.apply(settings)
