"""Repeat what lies in the dead-letter queues, after its cause was removed.

Usage: python -m infra.commands.replay [--stage kazan] [--dry-run]

A channel's dead letter goes back to its queue. A stream reader's dead letter names an item: the reader gets it once
more. Lambda's own dead letters (a reader that could not even start) name a range of the stream: the commits in it are
still unreacted, so the sweep repeats them. A letter is deleted only after its repetition was accepted; one that fails
again comes back with its new reason.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from infra.commands import advance, stack

CHANNELS = {"SmsDeadLetters": "SmsQueue", "EmailDeadLetters": "EmailQueue", "PushDeadLetters": "PushQueue"}
READERS = {"drive": "DriveFunction", "project": "ProjectFunction"}
LEASE_SECONDS = 300


def letters(queues: Any, url: str) -> Iterator[dict[str, Any]]:
    """The letters that lie in a queue now; each is invisible to others for five minutes."""
    seen: set[str] = set()
    while True:
        found = queues.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=LEASE_SECONDS)
        fresh = [letter for letter in found.get("Messages", []) if letter["MessageId"] not in seen]
        if not fresh:
            return
        for letter in fresh:
            seen.add(letter["MessageId"])
            yield letter


def content(letter: dict[str, Any]) -> dict[str, Any]:
    """What a letter says; one that says nothing sensible is kept as it is."""
    try:
        body = json.loads(letter["Body"])
    except ValueError:
        return {"body": letter["Body"]}
    return body if isinstance(body, dict) else {"body": letter["Body"]}


def reason(body: dict[str, Any]) -> str:
    """Why a letter is dead; Lambda's own letters say it in another place."""
    given = body.get("reason") or body.get("requestContext", {}).get("condition")
    return str(given or "the function died before it could say why")


def replay(target: stack.Stack, *, dry_run: bool = False) -> list[str]:
    """Repeat every dead letter; gives a line for each."""
    queues = target.client("sqs")
    lines = []
    for dead in (*CHANNELS, "StreamDeadLetters"):
        url = target.outputs[dead]
        for letter in list(letters(queues, url)):
            body = content(letter)
            lines.append(f"{dead}: {reason(body)}: {json.dumps(body, ensure_ascii=False)}")
            if dry_run:
                queues.change_message_visibility(
                    QueueUrl=url, ReceiptHandle=letter["ReceiptHandle"], VisibilityTimeout=0
                )
                continue
            _repeat(target, queues, dead, body)
            queues.delete_message(QueueUrl=url, ReceiptHandle=letter["ReceiptHandle"])
    return lines


def _repeat(target: stack.Stack, queues: Any, dead: str, body: dict[str, Any]) -> None:
    if dead in CHANNELS:
        message = {key: value for key, value in body.items() if key != "reason"}
        queues.send_message(QueueUrl=target.outputs[CHANNELS[dead]], MessageBody=json.dumps(message))
    elif body.get("reader") in READERS:
        keys = {"pk": {"S": body["pk"]}, "sk": {"S": body["sk"]}}
        record = {"eventName": "INSERT", "dynamodb": {"Keys": keys, "SequenceNumber": "0"}}
        answer = stack.invoke(target, READERS[body["reader"]], {"Records": [record]})
        if answer["batchItemFailures"]:
            raise stack.FunctionFailed(f"{body['reader']}: the trouble goes on; the letter stays where it is")
    else:
        advance.sweep(target)


def main() -> None:
    """Repeat and say what."""
    parser = stack.arguments(__doc__ or "")
    parser.add_argument("--dry-run", action="store_true", help="only show the letters")
    given = parser.parse_args()
    lines = replay(stack.chosen(given), dry_run=given.dry_run)
    for line in lines:
        print(f"  {line}")
    print(f"{len(lines)} dead letters{'' if given.dry_run else ' repeated'}")


if __name__ == "__main__":
    try:
        main()
    except (stack.NotRunning, stack.FunctionFailed) as error:
        print(error, file=sys.stderr)
        raise SystemExit(1) from None
