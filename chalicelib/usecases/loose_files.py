"""Loose files: what was sent and checked, and became part of nothing, is given up after a fortnight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chalicelib.domain import files
from chalicelib.domain.clock import stamp
from chalicelib.domain.errors import StaleVersion
from chalicelib.domain.files import FileState

if TYPE_CHECKING:
    from chalicelib.bootstrap import Stores


def give_up(stores: Stores) -> int:
    """Forget the files that are due to be; give how many. Whoever attaches one at this moment wins or finds it gone.

    The due date leaves last, so that a crash on the way is repeated.
    """
    done = 0
    for file_id in stores.files.loose(stamp(stores.now())):
        file = stores.files.read(file_id)
        if files.is_loose(file):
            try:
                write = stores.begin(by="sweep", at=stamp(stores.now()))
                write.extend([stores.files.change(file, files.forgotten(file), loose_until=stamp(stores.now()))])
                write.commit()
            except StaleVersion:
                continue
            done += 1
        elif file.state != FileState.FORGOTTEN:
            stores.files.settle(file_id)
            continue
        stores.file_storage.give_up(file_id)
        stores.files.settle(file_id)
    return done
