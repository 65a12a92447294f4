"""Encryption, recovery, protection, retention and alarms are read from the template: the local engine enforces none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.entrypoints import sweep
from tests.infra.conftest import Template, of_type

TABLES = {"CasesTable", "RegistersTable", "AccountsTable", "CatalogueTable", "StatisticsTable"}
KEPT = {
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::KMS::Key",
    "AWS::SecretsManager::Secret",
    "AWS::Cognito::UserPool",
}
IN_AWS_ONLY = {
    "AccountHeaders",
    "ApiFirewall",
    "ApiFirewallAssociation",
    "AssetHeaders",
    "Budget",
    "CatalogueBucketPolicy",
    "FilesBucketPolicy",
    "FilesScanned",
    "FilesScannedPermission",
    "FrameHeaders",
    "MalwareProtection",
    "MalwareProtectionRole",
    "PageHeaders",
    "Pages",
    "PagesAccess",
    "PagesBucket",
    "PagesBucketPolicy",
    "StaffHeaders",
    "WidgetHeaders",
}
PUBLIC_BUCKET = "PagesBucket"
"""Holds what is built from the repository and read by everybody, so nothing in it needs a key of ours."""
VISIBILITY_TO_TIMEOUT = 6
"""What AWS recommends between a queue's visibility and its function's timeout."""


def function_timeout(template: Template, name: str) -> int:
    return int(template["Resources"][name]["Properties"]["Timeout"])


def alarms(template: Template) -> list[dict[str, Any]]:
    return [one["Properties"] for one in of_type(template, "AWS::CloudWatch::Alarm").values()]


def test_tables_are_encrypted_recoverable_and_protected(template: Template) -> None:
    tables = of_type(template, "AWS::DynamoDB::Table")
    assert set(tables) == TABLES
    for table in (one["Properties"] for one in tables.values()):
        assert table["SSESpecification"]["KMSMasterKeyId"] == {"Fn::GetAtt": ["DataKey", "Arn"]}
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["DeletionProtectionEnabled"] == {"Fn::If": ["IsAws", True, False]}
        assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_what_holds_data_outlives_the_stack(template: Template) -> None:
    for kind in KEPT:
        for name, resource in of_type(template, kind).items():
            assert resource["DeletionPolicy"] == "RetainExceptOnCreate", name
            assert resource["UpdateReplacePolicy"] == "Retain", name


def test_only_keys_are_in_the_stream(template: Template) -> None:
    assert template["Resources"]["CasesTable"]["Properties"]["StreamSpecification"] == {"StreamViewType": "KEYS_ONLY"}
    tables = of_type(template, "AWS::DynamoDB::Table")
    assert [name for name, one in tables.items() if "StreamSpecification" in one["Properties"]] == ["CasesTable"]


def test_buckets_are_encrypted_versioned_private_and_tls_only(template: Template) -> None:
    policies = {one["Properties"]["Bucket"]["Ref"]: one for one in of_type(template, "AWS::S3::BucketPolicy").values()}
    for name, bucket in of_type(template, "AWS::S3::Bucket").items():
        properties = bucket["Properties"]
        rule = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]["ServerSideEncryptionByDefault"]
        sealed = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Fn::GetAtt": ["DataKey", "Arn"]}}
        assert rule == ({"SSEAlgorithm": "AES256"} if name == PUBLIC_BUCKET else sealed)
        assert all(properties["PublicAccessBlockConfiguration"].values())
        assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
        statement = policies[name]["Properties"]["PolicyDocument"]["Statement"][0]
        assert statement["Effect"] == "Deny"
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_keys_are_rotated(template: Template) -> None:
    for key in of_type(template, "AWS::KMS::Key").values():
        if key["Properties"].get("KeyUsage") != "SIGN_VERIFY":  # KMS rotates symmetric keys only
            assert key["Properties"]["EnableKeyRotation"] is True


def test_queues_and_the_alarm_topic_are_encrypted(template: Template) -> None:
    assert all(one["Properties"]["SqsManagedSseEnabled"] for one in of_type(template, "AWS::SQS::Queue").values())
    assert all("KmsMasterKeyId" in one["Properties"] for one in of_type(template, "AWS::SNS::Topic").values())


def test_every_log_is_kept_for_a_time_and_encrypted(template: Template) -> None:
    groups = of_type(template, "AWS::Logs::LogGroup")
    for name, group in groups.items():
        assert group["Properties"]["RetentionInDays"] == 90, name
        assert group["Properties"]["KmsKeyId"] == {"Fn::GetAtt": ["OperationsKey", "Arn"]}, name
    named = {group["Properties"]["LogGroupName"]["Fn::Sub"] for group in groups.values()}
    for function in of_type(template, "AWS::Serverless::Function"):
        assert f"/aws/lambda/${{{function}}}" in named


@pytest.mark.parametrize(
    ("mapping", "queue"),
    [("SmsDeliveries", "SmsQueue"), ("EmailDeliveries", "EmailQueue"), ("PushDeliveries", "PushQueue")],
)
def test_a_message_is_invisible_six_times_as_long_as_it_may_take(template: Template, mapping: str, queue: str) -> None:
    function = template["Resources"][mapping]["Properties"]["FunctionName"]["Ref"]
    visible_after = template["Resources"][queue]["Properties"]["VisibilityTimeout"]
    assert visible_after >= VISIBILITY_TO_TIMEOUT * function_timeout(template, function)
    redrive = template["Resources"][queue]["Properties"]["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": [queue.replace("Queue", "DeadLetters"), "Arn"]}


def test_every_batch_reports_its_failures(template: Template) -> None:
    mappings = of_type(template, "AWS::Lambda::EventSourceMapping")
    assert len(mappings) == 5
    for mapping in mappings.values():
        assert mapping["Properties"]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_exactly_two_readers_of_the_stream_from_its_beginning(template: Template) -> None:
    readers = [
        one["Properties"]
        for one in of_type(template, "AWS::Lambda::EventSourceMapping").values()
        if "StartingPosition" in one["Properties"]
    ]
    assert {one["FunctionName"]["Ref"] for one in readers} == {"Drive", "Project"}
    assert {one["StartingPosition"] for one in readers} == {"TRIM_HORIZON"}
    for one in readers:
        assert one["DestinationConfig"]["OnFailure"]["Destination"] == {"Fn::GetAtt": ["StreamDeadLetters", "Arn"]}


def test_the_sweep_runs_each_minute(template: Template) -> None:
    rule = template["Resources"]["SweepSchedule"]["Properties"]
    assert rule["ScheduleExpression"] == "rate(1 minute)"
    assert rule["Targets"][0]["Arn"] == {"Fn::GetAtt": ["Sweep", "Arn"]}
    assert function_timeout(template, "Sweep") < 60


def test_somebody_is_told(template: Template) -> None:
    for alarm in alarms(template):
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]


def test_dead_letters_of_every_queue_are_watched(template: Template) -> None:
    watched = {
        dimension["Value"]["Fn::GetAtt"][0]
        for alarm in alarms(template)
        if alarm["Namespace"] == "AWS/SQS"
        for dimension in alarm["Dimensions"]
    }
    assert watched == {name for name in of_type(template, "AWS::SQS::Queue") if name.endswith("DeadLetters")}


def test_the_promised_alarms_are_there(template: Template) -> None:
    watched = {(alarm["Namespace"], alarm["MetricName"]) for alarm in alarms(template)}
    assert watched >= {
        ("Okno", "OldestUnreactedSeconds"),
        ("Okno", "CasesDrivenAnew"),
        ("AWS/Lambda", "IteratorAge"),
        ("AWS/Lambda", "Invocations"),
        ("AWS/ApiGateway", "5XXError"),
        ("AWS/States", "ExecutionsFailed"),
    }


def test_the_sweep_writes_the_metrics_that_are_watched(template: Template, capsys: pytest.CaptureFixture[str]) -> None:
    source = Path(sweep.__file__).read_text()
    sweep._publish({"Anything": 1.0})
    written = json.loads(capsys.readouterr().out)
    definition = written["_aws"]["CloudWatchMetrics"][0]
    for alarm in alarms(template):
        if alarm["Namespace"] == "Okno":
            assert definition["Namespace"] == "Okno"
            assert definition["Dimensions"] == [[dimension["Name"] for dimension in alarm["Dimensions"]]]
            assert f'"{alarm["MetricName"]}"' in source


def test_a_missing_sweep_is_an_alarm(template: Template) -> None:
    alarm = template["Resources"]["SweepOverdueAlarm"]["Properties"]
    assert alarm["TreatMissingData"] == "breaching"
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": "Sweep"}}]


def test_passwords_in_requests_are_for_this_machine_only(template: Template) -> None:
    for client in of_type(template, "AWS::Cognito::UserPoolClient").values():
        in_aws, local = client["Properties"]["ExplicitAuthFlows"]["Fn::If"][1:]
        assert "ALLOW_USER_PASSWORD_AUTH" not in in_aws
        assert "ALLOW_USER_PASSWORD_AUTH" in local
        assert client["Properties"]["AllowedOAuthFlows"] == ["code"]


def test_staff_need_a_second_factor_and_cannot_sign_up(template: Template) -> None:
    pool = template["Resources"]["StaffPool"]["Properties"]
    assert pool["MfaConfiguration"] == {"Fn::If": ["IsAws", "ON", "OPTIONAL"]}
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}


def test_what_the_local_engine_lacks_is_in_aws_only(template: Template) -> None:
    conditional = {name for name, one in template["Resources"].items() if one.get("Condition") == "IsAws"}
    assert conditional == IN_AWS_ONLY
    assert template["Conditions"]["IsAws"] == {"Fn::Equals": [{"Ref": "Environment"}, "aws"]}
    assert template["Parameters"]["Environment"]["Default"] == "aws"


def test_only_the_local_stack_may_move_the_clock(template: Template) -> None:
    assert template["Rules"]["NoLocalClockInTheCloud"]["Assertions"]
