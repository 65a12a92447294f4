"""A change set of a SAM template, the front door before it, and the services that it makes."""

from __future__ import annotations

import base64
import gzip
import io
import json
import time
import urllib.error
import urllib.request
import zipfile
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.engine.conftest import Bench, wait_for
from tests.engine.sample_template import SOURCE, template

Outputs = dict[str, str]


@pytest.fixture(scope="module")
def deployed(bench: Bench) -> Outputs:
    """Deploy the sample; returns its outputs."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("sample.py", SOURCE)
    files = bench.client("s3")
    files.create_bucket(Bucket="code", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    files.put_object(Bucket="code", Key="sample.zip", Body=archive.getvalue())
    stacks = bench.client("cloudformation")
    body = json.dumps(template("s3://code/sample.zip", str(bench.engine.state_dir / "notes.jsonl")))
    stacks.create_change_set(
        StackName="sample",
        ChangeSetName="one",
        ChangeSetType="CREATE",
        TemplateBody=body,
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    described = wait_for(lambda: _finished(stacks.describe_change_set(StackName="sample", ChangeSetName="one")))
    assert described["Status"] == "CREATE_COMPLETE", described.get("StatusReason")
    stacks.execute_change_set(StackName="sample", ChangeSetName="one")
    stack = wait_for(lambda: _finished(stacks.describe_stacks(StackName="sample")["Stacks"][0], "StackStatus"), 30)
    assert stack["StackStatus"] == "CREATE_COMPLETE", _failures(stacks)
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    bench.engine.outputs.write_text(json.dumps(outputs))
    return outputs


def test_the_front_door_passes_requests_to_the_api(bench: Bench, deployed: Outputs) -> None:
    url = bench.engine.url + "/v1/things/%D0%B0%20b?q=1&q=2&empty="
    status, headers, body = _http("GET", url, headers={"X-Probe": "value"})
    seen = json.loads(body)
    assert (status, headers["X-Answer"]) == (200, "yes")
    assert seen["query"] == {"q": ["1", "2"], "empty": [""]}
    assert (seen["ip"], seen["header"]) == ("127.0.0.1", "value")
    assert seen["path"].startswith("/v1/things/")


def test_bodies_go_through_unchanged(bench: Bench, deployed: Outputs) -> None:
    packed = gzip.compress(b"something") + bytes(range(256))
    _, _, body = _http("POST", bench.engine.url + "/v1/things", packed, {"Content-Type": "application/octet-stream"})
    seen = json.loads(body)
    assert base64.b64decode(seen["body"]) == packed
    status, headers, body = _http("GET", bench.engine.url + "/v1/binary", headers={"Accept": "application/pdf"})
    assert (status, headers["Content-Type"], body) == (201, "application/pdf", b"\x00\x01\x02\xff")


def test_preflight_is_answered(bench: Bench, deployed: Outputs) -> None:
    status, headers, _ = _http("OPTIONS", bench.engine.url + "/v1/things", headers={"Origin": "https://city.example"})
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert "Authorization" in headers["Access-Control-Allow-Headers"]


def test_a_body_of_more_than_ten_megabytes_is_refused(bench: Bench, deployed: Outputs) -> None:
    assert _http("POST", bench.engine.url + "/v1/things", b"x" * (10 * 1024 * 1024 + 1))[0] == 413


def test_an_unknown_route_is_refused_by_the_api(bench: Bench, deployed: Outputs) -> None:
    assert _http("GET", bench.engine.url + "/v1/nothing")[0] in (403, 404)


def test_the_machine_calls_the_function(bench: Bench, deployed: Outputs) -> None:
    output = json.loads(bench.ended(bench.run(deployed["Machine"]))["output"])
    assert (output["got"], output["table"]) == ({"from": "machine"}, deployed["Table"])


def test_stream_and_queue_reach_the_function(bench: Bench, deployed: Outputs) -> None:
    bench.client("dynamodb").put_item(TableName=deployed["Table"], Item={"pk": {"S": "one"}, "sk": {"S": "HEAD"}})
    bench.client("sqs").send_message(QueueUrl=deployed["Queue"], MessageBody="hello")
    wait_for(lambda: {"aws:dynamodb", "aws:sqs"} <= {record["eventSource"] for record in _records(bench)})


def test_two_pools_sign_people_in(bench: Bench, deployed: Outputs) -> None:
    people = bench.client("cognito-idp")
    for pool in ("Applicants", "Staff"):
        people.admin_create_user(UserPoolId=deployed[pool], Username="a@example.org", MessageAction="SUPPRESS")
        people.admin_set_user_password(
            UserPoolId=deployed[pool], Username="a@example.org", Password="Long-enough-1", Permanent=True
        )
        signed = people.initiate_auth(
            ClientId=deployed[f"{pool}Client"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "a@example.org", "PASSWORD": "Long-enough-1"},
        )
        token = signed["AuthenticationResult"]["AccessToken"]
        head, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
        assert (claims["client_id"], claims["token_use"]) == (deployed[f"{pool}Client"], "access")
        assert claims["iss"] == f"https://cognito-idp.eu-central-1.amazonaws.com/{deployed[pool]}"
        assert claims["exp"] > time.time()
        keys = json.loads(_http("GET", f"{bench.engine.url}/{deployed[pool]}/.well-known/jwks.json")[2])["keys"]
        assert head["kid"] in {key["kid"] for key in keys}


def test_a_data_key_is_bound_to_its_context(bench: Bench, deployed: Outputs) -> None:
    keys, context = bench.client("kms"), {"item": "PERSON#1"}
    made = keys.generate_data_key(KeyId=deployed["Key"], KeySpec="AES_256", EncryptionContext=context)
    opened = keys.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext=context)
    assert opened["Plaintext"] == made["Plaintext"]
    for wrong in ({"item": "PERSON#2"}, {}):
        with pytest.raises(ClientError, match="InvalidCiphertext"):
            keys.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext=wrong)


def test_the_secret_was_generated(bench: Bench, deployed: Outputs) -> None:
    secret = bench.client("secretsmanager").get_secret_value(SecretId=deployed["Secret"])["SecretString"]
    assert len(secret) == 48
    assert secret.isalnum()


def test_messages_can_be_read_at_the_front_door(bench: Bench, deployed: Outputs) -> None:
    bench.client("sns").publish(PhoneNumber="+79990001122", Message="the text")
    bench.client("sesv2").send_email(
        FromEmailAddress="city@example.org",
        Destination={"ToAddresses": ["a@example.org"]},
        Content={"Simple": {"Subject": {"Data": "S"}, "Body": {"Text": {"Data": "B"}}}},
    )
    assert "the text" in _http("GET", bench.engine.url + "/_messages/sms")[2].decode()
    assert "a@example.org" in _http("GET", bench.engine.url + "/_messages/email")[2].decode()


def test_capacity_is_reported_as_the_cloud_bills_it(bench: Bench, deployed: Outputs) -> None:
    items, table = bench.client("dynamodb"), deployed["Table"]
    keys = [{"pk": {"S": "cost"}, "sk": {"S": str(number)}} for number in range(3)]
    big = {"x": {"S": "x" * 5000}}
    total = {"ReturnConsumedCapacity": "TOTAL"}
    units = items.put_item(TableName=table, Item={**keys[0], **big}, **total)["ConsumedCapacity"]["CapacityUnits"]
    assert units == 5
    wrote = items.transact_write_items(
        TransactItems=[{"Put": {"TableName": table, "Item": {**key, **big}}} for key in keys], **total
    )
    assert wrote["ConsumedCapacity"][0]["CapacityUnits"] == 30
    asked: dict[str, Any] = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "cost"}}}
    read = items.query(TableName=table, **asked, **total)
    assert read["ConsumedCapacity"]["CapacityUnits"] == 2
    read = items.query(TableName=table, **asked, ConsistentRead=True, **total)
    assert read["ConsumedCapacity"]["CapacityUnits"] == 4
    got = items.get_item(TableName=table, Key=keys[0], ConsistentRead=True, **total)
    assert got["ConsumedCapacity"]["CapacityUnits"] == 2
    got = items.get_item(TableName=table, Key={"pk": {"S": "none"}, "sk": {"S": "none"}}, **total)
    assert got["ConsumedCapacity"]["CapacityUnits"] == 0.5


def test_calls_are_logged_when_asked(bench: Bench, deployed: Outputs) -> None:
    bench.engine_call("PUT", "calls")
    time.sleep(0.3)
    _http("GET", bench.engine.url + "/v1/things")
    bench.client("dynamodb").put_item(TableName=deployed["Table"], Item={"pk": {"S": "log"}, "sk": {"S": "1"}})
    bench.client("sqs").send_message(QueueUrl=deployed["Queue"], MessageBody="log")
    bench.client("kms").generate_data_key(KeyId=deployed["Key"], KeySpec="AES_256")
    bench.ended(bench.run(deployed["Machine"]))
    calls = wait_for(lambda: (found := bench.engine_call("GET", "calls")) and len(found) > 5 and found)
    bench.engine_call("DELETE", "calls")
    made = {(call["service"], call["action"]) for call in calls}
    expected = {("apigateway", "Request"), ("lambda", "Invoke"), ("sqs", "SendMessage"), ("kms", "GenerateDataKey")}
    assert expected | {("states", "StartExecution"), ("states", "Transition")} <= made
    put = next(call for call in calls if call["action"] == "PutItem")
    assert (put["target"], put["write_units"]) == (deployed["Table"], 1.0)


@pytest.mark.slow
def test_the_schedule_fires(bench: Bench, deployed: Outputs) -> None:
    notes = bench.engine.state_dir / "notes.jsonl"
    wait_for(lambda: notes.exists() and "aws.events" in notes.read_text(), 75)


def _finished(described: dict[str, Any], field: str = "Status") -> dict[str, Any] | None:
    return None if described[field].endswith(("IN_PROGRESS", "PENDING")) else described


def _failures(stacks: Any) -> list[Any]:
    events = stacks.describe_stack_events(StackName="sample")["StackEvents"]
    return [
        (event["LogicalResourceId"], event.get("ResourceStatusReason"))
        for event in events
        if "FAILED" in event["ResourceStatus"]
    ]


def _records(bench: Bench) -> list[dict[str, Any]]:
    notes = bench.engine.state_dir / "notes.jsonl"
    lines = notes.read_text().splitlines() if notes.exists() else []
    return [record for line in lines for record in json.loads(line).get("Records", [])]


def _http(
    method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, Any, bytes]:
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()
