"""File applications over HTTP, play everybody's part over HTTP, and print what happened to each.

Usage: python -m infra.commands.demo [--url http://localhost:8000] [--state-dir .local] [--only granted,ambiguous]

The stack must run (`make run`). Nothing is written but through the API; the register that stays silent is asked again
after the local clock was moved by some minutes, as `make advance` does.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from infra.commands import advance, demo_office, demo_registers, stack
from infra.commands.demo_city import DemoCity, Failed, Filed, Json, wait_for

GULNARA, TIMUR = "gulnara@example.org", "timur@example.org"
MINUTES = 1 / 1440
LATER = 5 * MINUTES


def granted(city: DemoCity) -> Filed:
    """A resident applies, and the tables grant it."""
    filed = city.file(_resident("tt"), email=GULNARA, phone=_phone())
    city.until(filed, "closed")
    return filed


def without_account(city: DemoCity) -> Filed:
    """Somebody without an account proves their phone first."""
    filed = city.file(_resident("ru"), email="resident@example.org", phone=_phone())
    city.until(filed, "closed")
    return filed


def refused(city: DemoCity) -> Filed:
    """Somebody whom no register knows."""
    return _decided_at_once(city, "not-resident")


def refused_for_arrears(city: DemoCity) -> Filed:
    """Somebody who owes for parking."""
    return _decided_at_once(city, "arrears")


def ambiguous(city: DemoCity) -> Filed:
    """Two registrations: an expert looks, a decision maker decides."""
    filed = city.file(_sample("ambiguous"), email=TIMUR, phone=_phone())
    _say("an expert of the transport committee opens their queue")
    city.complete(city.task(filed, "expert"), "pass", [])
    _say(f"the decision maker decides: {city.decide(filed)}")
    city.until(filed, "closed")
    return filed


def contradicting(city: DemoCity) -> Filed:
    """The register knows another surname: the expert isn't convinced."""
    filed = city.file(_sample("contradicting"), email=TIMUR, phone=_phone())
    _say("an expert of the transport committee opens their queue")
    city.complete(city.task(filed, "expert"), "refuse", ["not-resident"])
    _say(f"the decision maker decides: {city.decide(filed)}")
    city.until(filed, "closed")
    return filed


def silent_register(city: DemoCity) -> Filed:
    """The register of vehicles doesn't answer; the case waits and goes on by itself."""
    city.answers("vehicles", False, "maintenance")
    try:
        filed = city.file(_resident("en"), email=GULNARA, phone=_phone())
        city.until(filed, "in_consideration")
        _say("the register of vehicles is silent; the case waits")
    finally:
        city.answers("vehicles", True)
    _say("it answers again; five minutes pass")
    advance.advance(city.target, LATER)
    city.until(filed, "closed")
    return filed


def withdrawn(city: DemoCity) -> Filed:
    """Somebody changes their mind while the case waits for an expert."""
    filed = city.file(_sample("ambiguous"), email=GULNARA, phone=_phone())
    city.task(filed, "expert")
    city.withdraw(filed)
    city.until(filed, "withdrawn")
    return filed


STORIES: dict[str, Callable[[DemoCity], Filed]] = {
    "granted": granted,
    "without-account": without_account,
    "not-resident": refused,
    "arrears": refused_for_arrears,
    "ambiguous": ambiguous,
    "contradicting": contradicting,
    "silent-register": silent_register,
    "withdrawn": withdrawn,
    "office": demo_office.play,
}


def _sample(name: str) -> Json:
    found: Json = demo_registers.samples()[name]
    return found


def _resident(language: str) -> Json:
    """One of several hundred residents who may have a permit; each demonstration takes others."""
    sample: Json = random.choice(demo_registers.grantable(600))  # nosec B311: a choice, no secret
    return {**sample, "language": language}


def _phone() -> str:
    return f"+7917{random.randrange(10**7):07d}"  # nosec B311: a choice, no secret


def _decided_at_once(city: DemoCity, name: str) -> Filed:
    filed = city.file(_sample(name), email=GULNARA, phone=_phone())
    city.until(filed, "closed")
    return filed


def _say(text: str) -> None:
    print(f"    … {text}", flush=True)


def show(city: DemoCity, filed: Filed, seconds: float) -> None:
    """Print what happened to an application."""
    tracked, case = city.follow(filed), city.case(filed)
    outcome = tracked["outcome"] or tracked["status"]
    print(f"    {filed.number}  {outcome.upper()}  after {seconds:.1f} s, due {tracked['due_on']}")
    for ground in tracked["grounds"]:
        print(f"      because {ground['text'][filed.language]} ({ground['clause']})")
    _section("timeline", [f"{_time(step['at'])}  {step['status']}" for step in tracked["timeline"]])
    _section("Requests and answers", [_request(one) for one in case["requests"]])
    _section("sub-services", [_sub_service(one) for one in case["sub_services"]])
    _section(
        "Tasks", [f"{one['kind']:<9} {one['outcome'] or one['state']}  {one['reason'] or ''}" for one in case["tasks"]]
    )
    if tracked["record"]:
        record = city.record(tracked["record"]["register"], tracked["record"]["record"])
        fields = ", ".join(f"{name} {value}" for name, value in record["fields"].items())
        _section(f"register record {tracked['record']['register']}/{record['number']}", [fields])
    _messages(city, filed)
    if filed.email:
        entries = [f"{_time(one['at'])}  {one['title']}" for one in city.entries(filed)]
        _section("Personal Account", entries)
    verified = city.verified(filed)
    whole = "whole and unaltered" if verified["whole"] else f"NOT WHOLE: {verified['flaw']}"
    print(f"      history: {verified['facts']} facts in {verified['chains']} chains, {whole}")


def _messages(city: DemoCity, filed: Filed) -> None:
    """Print what was received; messages gather for a moment so that one tells of several statuses."""
    wait_for(lambda: city.is_told(filed), "the messages to be sent")
    _section("SMS", [text for text in city.sms(filed.phone) if filed.number in text])
    letters = [f"{one.get('Subject', '')}\n{one.get('BodyText', '')}" for one in city.emails(filed.number)]
    _section("e-mail", [line for letter in letters for line in letter.splitlines() if line.strip()])


def _section(title: str, lines: list[str]) -> None:
    if lines:
        print(f"      {title}")
        for line in lines:
            print(f"        {line}")


def _request(one: Json) -> str:
    answer = one["answer"] or {}
    said = answer.get("outcome", f"no answer yet ({one['reason']})")
    record = ", ".join(f"{name} {value}" for name, value in (answer.get("record") or {}).items())
    clash = ", ".join(answer.get("contradictions") or ())
    count = f" ×{answer['count']}" if answer.get("count", 0) > 1 else ""
    asked = f"  asked {one['attempts'] + 1} times" if one["attempts"] else ""
    more = "".join(("  " + record if record else "", "  differs in " + clash if clash else "", asked))
    return f"{one['key']:<20} {said}{count}{more}"


def _task(one: Json) -> str:
    return f"{one['kind']:<9} {one['outcome'] or one['state']:<10} {one['reason'] or ''}"


def _sub_service(one: Json) -> str:
    by = "table" if one["by"] == "table" else "expert" if one["by"] else "open"
    why = one["row"] or one["reason"] or ""
    grounds = f"  {', '.join(one['grounds'])}" if one["grounds"] else ""
    return f"{one['id']:<12} {one['outcome'] or one['state']:<8} {by:<7} {why}  {one['clause'] or ''}{grounds}"


def _time(stamp: str) -> str:
    at = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    return f"{at.astimezone():%H:%M:%S}.{at.microsecond // 1000:03d}"


def play(city: DemoCity, names: list[str]) -> None:
    """Play stories and print each."""
    for place, name in enumerate(names, start=1):
        story = STORIES[name]
        print(f"\n[{place}/{len(names)}] {(story.__doc__ or '').splitlines()[0]}", flush=True)
        began = time.monotonic()
        filed = story(city)
        tell = show if filed.case else demo_office.show
        tell(city, filed, time.monotonic() - began)


def main() -> None:
    """Play every story, or those that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="where the city is; the running stack's own address unless told")
    parser.add_argument("--state-dir", type=Path, default=stack.STATE)
    parser.add_argument("--only", help=f"some of: {', '.join(STORIES)}")
    given = parser.parse_args()
    names = given.only.split(",") if given.only else list(STORIES)
    if unknown := [name for name in names if name not in STORIES]:
        raise Failed(f"No such story: {', '.join(unknown)}. There are: {', '.join(STORIES)}.")
    target = stack.connect(given.state_dir)
    if target.is_aws:
        raise Failed("The demonstration is for the local stack only.")
    began = time.monotonic()
    play(DemoCity(target, given.url or str(target.url)), names)
    print(f"\n{len(names)} applications in {time.monotonic() - began:.0f} s. `make advance DAYS=3` lets time pass.")


if __name__ == "__main__":
    try:
        main()
    except (Failed, stack.NotRunning, advance.Refused) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
