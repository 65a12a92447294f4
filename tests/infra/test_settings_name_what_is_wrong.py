"""A municipality's settings are checked before anything is built, and each wrong field is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.commands import settings


def write(folder: Path, **changes: Any) -> Path:
    content = json.loads((settings.SETTINGS / "kazan.json").read_text()) | changes
    (folder / "city.json").write_text(json.dumps({key: value for key, value in content.items() if value is not None}))
    return folder


@pytest.mark.parametrize("stage", ["kazan", "local"])
def test_shipped_settings_are_right(stage: str) -> None:
    assert settings.load(stage).municipality()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"zone": "Europe/Kazan"}, "/zone: .*no time zone 'Europe/Kazan'"),
        ({"phone_prefix": "7"}, "/phone_prefix"),
        ({"origins": ["https://okno.example.org/path"]}, "/origins/0"),
        ({"sender": "nobody"}, "/sender"),
        ({"region": "Frankfurt"}, "/region"),
        ({"languages": ["ru", "de"]}, "/languages/1"),
        ({"name": {"ru": "Казань"}}, "/name: no name in tt, en"),
        ({"sms": "http"}, "/sms_gateway"),
        ({"colour": "blue"}, "/colour"),
        ({"calendar": None}, "/calendar: Field required"),
        ({"push_hosts": ["https://push.example.org"]}, "/push_hosts/0"),
        ({"push_receiver": "http://localhost:8000/_messages/push"}, "/push_receiver: only the local stack"),
        ({"quiet_hours": {"pigeon": {"from": "21:00", "until": "08:00"}}}, "/quiet_hours/pigeon"),
        ({"quiet_hours": {"sms": {"from": "9 pm", "until": "08:00"}}}, "/quiet_hours/sms/from"),
        ({"quiet_hours": {"sms": {"from": "24:00", "until": "08:00"}}}, "/quiet_hours/sms/from"),
        ({"quiet_hours": {"sms": {"from": "21:00"}}}, "/quiet_hours/sms/until: Field required"),
        ({"quiet_hours": {"push": {"from": "08:00", "until": "08:00"}}}, "/quiet_hours/push: .*must end"),
    ],
)
def test_a_wrong_field_is_named(tmp_path: Path, changes: dict[str, Any], named: str) -> None:
    with pytest.raises(settings.BadSettings, match=named):
        settings.load("city", write(tmp_path, **changes))


def test_an_unknown_stage_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(settings.BadSettings, match="Known stages: city"):
        settings.load("town", write(tmp_path))


def test_functions_are_told_nothing_about_the_deployment() -> None:
    told = json.loads(settings.load("kazan").municipality())
    assert not {"region", "alarm_email", "monthly_budget_usd"} & set(told)
    assert len(settings.load("kazan").municipality().encode()) < 2048
