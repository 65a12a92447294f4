"""A tree that somebody wants to fell, with the records that registers hold of its plot."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.support.city import City
from tests.support.worlds import World

PLOT = "16:50:990777:{}"


def world(city: City, number: int, **more: Any) -> World:
    """A dead poplar on somebody's own plot, in a zone where trees may be felled."""
    plot, owner = PLOT.format(number), f"112-233-{number:03} 00"
    city.import_(
        "plots",
        [{"cadastral_number": plot, "address": "Казань, ул. Гвардейская, 14", "kind": "plot", "owner_snils": owner}],
    )
    zone = {"zone_number": f"ZN-777{number:03}", "cadastral_number": plot, "zone_kind": "utility", "felling": "allowed"}
    answers = {
        "surname": "Гарипова",
        "given_name": "Гөлнара",
        "birth_date": "1988-05-14",
        "snils": owner,
        "felling_plot": plot,
        "felling_address": "Казань, ул. Гвардейская, 14",
        "plot_right": "owner",
        "felling_reason": "danger",
        "felling_need": "Ствол треснул и наклонился над крышей",
        "tree_place": "plot",
        "tree_location": "У северного угла дома, в трёх метрах от забора",
        "tree_count": 1,
        "species_1": "poplar",
        "girth_1": 140,
        "condition_1": "leaning",
        "felling_on": (city.today() + timedelta(days=40)).isoformat(),
        "compensation_way": "none",
        "personal_data_consent": True,
    }
    city.import_("protection-zones", [zone])
    return World("tree", {**answers, **more}, {"outcome": "granted"})
