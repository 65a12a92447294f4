"""The comparison: a function behind the same gateway that does one write, and nothing else."""

from __future__ import annotations

import functools
import os
import uuid
from typing import Any

import boto3


@functools.cache
def client() -> Any:
    """The one client of the function."""
    return boto3.client("dynamodb")


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Put one item and answer 201."""
    client().put_item(
        TableName=os.environ["TABLE"],
        Item={"pk": {"S": uuid.uuid4().hex}, "sk": {"S": "HEAD"}, "body": {"S": "x" * 500}},
    )
    return {"statusCode": 201, "headers": {"Content-Type": "application/json"}, "body": '{"ok":true}'}


def deploy(formation: Any) -> str:
    """Deploy the function; give the id of its API. `formation` is a CloudFormation client of the local engine."""
    import json
    import time

    name = "okno-bench-one-write"
    formation.create_change_set(
        StackName=name,
        ChangeSetName="first",
        ChangeSetType="CREATE",
        TemplateBody=json.dumps(TEMPLATE),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    while formation.describe_change_set(StackName=name, ChangeSetName="first")["Status"] != "CREATE_COMPLETE":
        time.sleep(0.1)
    formation.execute_change_set(StackName=name, ChangeSetName="first")
    while (found := formation.describe_stacks(StackName=name)["Stacks"][0])["StackStatus"] != "CREATE_COMPLETE":
        time.sleep(0.1)
    return str(found["Outputs"][0]["OutputValue"])


TEMPLATE: dict[str, Any] = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Transform": "AWS::Serverless-2016-10-31",
    "Resources": {
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [
                    {"AttributeName": "pk", "AttributeType": "S"},
                    {"AttributeName": "sk", "AttributeType": "S"},
                ],
                "KeySchema": [
                    {"AttributeName": "pk", "KeyType": "HASH"},
                    {"AttributeName": "sk", "KeyType": "RANGE"},
                ],
            },
        },
        "OneWrite": {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Runtime": "python3.13",
                "Handler": "tests.benchmarks.one_write.handler",
                "InlineCode": "def handler(event, context): pass",
                "MemorySize": 1024,
                "Timeout": 29,
                "Environment": {"Variables": {"TABLE": {"Ref": "Table"}}},
                "Policies": [{"DynamoDBCrudPolicy": {"TableName": {"Ref": "Table"}}}],
                "Events": {
                    "Post": {
                        "Type": "Api",
                        "Properties": {"Path": "/one", "Method": "post", "RestApiId": {"Ref": "Api"}},
                    }
                },
            },
        },
        "Api": {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "api"}},
    },
    "Outputs": {"Api": {"Value": {"Ref": "Api"}}},
}
