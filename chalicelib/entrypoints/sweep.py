"""The scheduled sweep, each minute, and on the operator's command."""

from __future__ import annotations

import json
from typing import Any

from chalice import Blueprint

from chalicelib.adapters.logs import log
from chalicelib.bootstrap import stores

schedule = Blueprint(__name__)

SPARE_MS = 5_000
"""The sweep stops this long before its time is up; the next one goes on."""


@schedule.lambda_function(name="sweep")
def sweep(event: dict[str, Any], context: Any) -> dict[str, int]:
    """Sweep once; {"everything": true} also looks at what isn't due yet (after a restore). Gives the counts."""
    from chalicelib.usecases import sweeping

    enough = lambda: context.get_remaining_time_in_millis() < SPARE_MS  # noqa: E731
    done = sweeping.sweep(stores(), everything=bool(event.get("everything")), enough=enough)
    _publish(
        {
            "OldestUnreactedSeconds": sweeping.oldest_debt(stores()),
            "Sweeps": 1.0,
            "CasesDrivenAnew": float(done["cases driven anew"]),
        }
    )
    log("swept", done=dict(done))
    return dict(done)


def _publish(metrics: dict[str, float]) -> None:
    """Write metrics in the embedded metric format, which needs no permission."""
    import os
    import time

    print(
        json.dumps(
            {
                "_aws": {
                    "Timestamp": int(time.time() * 1000),
                    "CloudWatchMetrics": [
                        {
                            "Namespace": "Okno",
                            "Dimensions": [["service"]],
                            "Metrics": [{"Name": name} for name in metrics],
                        }
                    ],
                },
                "service": os.environ.get("POWERTOOLS_SERVICE_NAME", "okno"),
                **metrics,
            }
        )
    )
