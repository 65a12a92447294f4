"""Keys of the plans of life situations and of the departments that take part in them, in the Cases table.

Access patterns

    the plan of a life situation            APP#a / PLAN
    a department in a plan                  APP#a / DEPT#department
    plans of a department, newest first     index list: PLANS#department#shard / rank#a (live only)
"""

from __future__ import annotations

from chalicelib.adapters.dynamodb.keys import SHARDS, shard


def plan(app: str) -> dict[str, str]:
    return {"pk": f"APP#{app}", "sk": "PLAN"}


def plan_department(app: str, department: str) -> dict[str, str]:
    return {"pk": f"APP#{app}", "sk": f"DEPT#{department}"}


def plan_beside(key: dict[str, str]) -> dict[str, str]:
    """Key of the plan of which a department's part was found."""
    return {"pk": key["pk"], "sk": "PLAN"}


def live_plan(department: str, app: str, rank: str) -> dict[str, str]:
    """Index attributes of a department's part in a plan; `rank` orders them."""
    return {"list_pk": f"PLANS#{department}#{shard(app)}", "list_sk": f"{rank}#{app}"}


def live_plan_shards(department: str) -> list[str]:
    return [f"PLANS#{department}#{number}" for number in range(SHARDS)]
