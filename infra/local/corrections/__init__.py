"""What ministack 1.5.33 does otherwise than the cloud, put right: one module for each difference.

Every module has an `apply` that replaces functions of ministack by functions of ours; `apply_all` is called once,
before the server starts. The pinned version is asserted in `engine.py`.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..settings import Settings

if TYPE_CHECKING:
    from .checkpoints import Checkpoints
    from .durable_queues import DurableQueues
    from .durable_tables import DurableTables
    from .event_sources import EventSources
    from .executions import Executions
    from .journal import Journal

logger = logging.getLogger("okno.engine")
RESUME_AFTER_SECONDS = 0.2
SMALL_JOURNAL_BYTES = 1_000_000


@dataclass(frozen=True)
class Corrections:
    """The parts that live as long as the engine, and the order in which they come up and go down."""

    journal: Journal
    checkpoints: Checkpoints
    tables: DurableTables
    queues: DurableQueues
    executions: Executions
    sources: EventSources

    def restored(self) -> None:
        """ministack has read its own files: bring back what the journal holds."""
        entries = self.journal.replay()
        if self.journal.bytes_since_snapshot > SMALL_JOURNAL_BYTES:
            self.journal.snapshot()
        logger.info("replayed %d entries", entries)

    def started(self) -> None:
        """The server is about to answer: let everything that waits go on."""
        self.queues.use_loop(asyncio.get_running_loop())
        self.checkpoints.start()
        timer = threading.Timer(RESUME_AFTER_SECONDS, self._resume)
        timer.daemon = True
        timer.start()

    def stopping(self, *_: Any) -> None:
        """The server has stopped answering: save everything."""
        self.checkpoints.save_everything()
        self.journal.snapshot()

    def _resume(self) -> None:
        resumed = self.executions.resume_all()
        self.sources.start()
        if resumed:
            logger.warning("%d executions go on", resumed)


def apply_all(settings: Settings) -> Corrections:
    """Put every difference right; ministack is imported here for the first time."""
    from ministack import app

    from . import (
        call_log,
        capacity,
        checkpoints,
        durable_queues,
        durable_tables,
        event_sources,
        generated_secrets,
        index_pages,
        lambda_executor,
        openapi_import,
        plain_transactions,
        repeated_work,
        sent_messages,
        step_functions,
    )
    from .journal import Journal

    index_pages.apply()
    repeated_work.apply()
    capacity.apply()
    plain_transactions.apply()
    call_log.LOG.use(settings.state_dir)
    journal = Journal(settings.journal_dir)
    saving = checkpoints.apply(journal)
    tables = durable_tables.apply(journal, save_tables=lambda: saving.save("dynamodb"))
    parts = Corrections(
        journal=journal,
        checkpoints=saving,
        tables=tables,
        queues=durable_queues.apply(journal),
        executions=step_functions.apply(journal),
        sources=event_sources.apply(tables, journal),
    )
    openapi_import.apply()
    generated_secrets.apply()
    sent_messages.apply()
    lambda_executor.apply(settings)
    read_files = app._load_persisted_state

    def load() -> None:
        read_files()
        parts.restored()

    app._load_persisted_state = load
    app.save_all = parts.stopping
    return parts
