"""Staff read every definition of a bundle, whatever its kind."""

from __future__ import annotations

import pytest

from chalicelib.usecases import definitions
from infra.commands.publish import SCHEMAS, read_documents

DOCUMENTS = read_documents(SCHEMAS)


@pytest.mark.parametrize("kind", definitions.KINDS)
def test_every_definition_of_a_kind_has_a_name_of_its_own(kind: str) -> None:
    found = list(definitions.of_kind(DOCUMENTS, kind))
    assert found
    assert len({one.id for one in found}) == len(found)
    assert all(DOCUMENTS[one.path] and one.kind == kind and one.raw for one in found)


def test_no_file_of_the_catalogue_is_left_out() -> None:
    shown = {one.path for kind in definitions.KINDS for one in definitions.of_kind(DOCUMENTS, kind)}
    assert shown == set(DOCUMENTS)
