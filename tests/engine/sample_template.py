"""A small SAM template with one of everything that the stack uses."""

from __future__ import annotations

import json
from typing import Any

MACHINE = json.dumps(
    {
        "QueryLanguage": "JSONata",
        "StartAt": "Call",
        "States": {
            "Call": {
                "Type": "Task",
                "Resource": "arn:aws:states:::lambda:invoke",
                "Arguments": {"FunctionName": "${Worker.Arn}", "Payload": {"from": "machine"}},
                "Output": "{% $states.result.Payload %}",
                "End": True,
            }
        },
    }
)

SOURCE = '''
import json, os, time

def handle(event, context):
    """Tells what it got; notes scheduled and queued events in a file."""
    if isinstance(event, dict) and ("Records" in event or event.get("source") == "aws.events"):
        with open(os.environ["NOTES"], "a") as out:
            out.write(json.dumps(event) + "\\n")
        return {"batchItemFailures": []}
    if isinstance(event, dict) and "httpMethod" in event:
        seen = {
            "path": event["path"], "query": event["multiValueQueryStringParameters"],
            "body": event["body"], "encoded": event["isBase64Encoded"],
            "ip": event["requestContext"]["identity"]["sourceIp"],
            "header": event["headers"].get("X-Probe") or event["headers"].get("x-probe"),
        }
        if event["path"].endswith("/binary"):
            pdf = {"Content-Type": "application/pdf"}
            return {"statusCode": 201, "headers": pdf, "body": "AAEC/w==", "isBase64Encoded": True}
        headers = {"Content-Type": "application/json", "X-Answer": "yes"}
        return {"statusCode": 200, "headers": headers, "body": json.dumps(seen)}
    return {"got": event, "table": os.environ["TABLE"], "function": context.function_name}
'''

CORS = {
    "Access-Control-Allow-Origin": "'*'",
    "Access-Control-Allow-Methods": "'GET,POST,OPTIONS'",
    "Access-Control-Allow-Headers": "'Content-Type,Authorization'",
}


def _function(**more: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::Serverless::Function",
        "Properties": {"Runtime": "python3.12", "Handler": "sample.handle", "Timeout": 10, "CodeUri": "CODE", **more},
    }


def _api() -> dict[str, Any]:
    uri = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Worker.Arn}/invocations"
    proxy = {"type": "aws_proxy", "httpMethod": "POST", "uri": {"Fn::Sub": uri}, "passthroughBehavior": "when_no_match"}
    preflight = {
        "type": "mock",
        "requestTemplates": {"application/json": '{"statusCode": 200}'},
        "passthroughBehavior": "when_no_match",
        "responses": {
            "default": {
                "statusCode": "200",
                "responseParameters": {f"method.response.header.{name}": value for name, value in CORS.items()},
            }
        },
    }
    method = {"responses": {}, "x-amazon-apigateway-integration": proxy}
    options = {"responses": {"200": {"description": "ok"}}, "x-amazon-apigateway-integration": preflight}
    routes = {"get": method, "post": method, "options": options}
    return {
        "swagger": "2.0",
        "info": {"title": "sample", "version": "1.0"},
        "schemes": ["https"],
        "x-amazon-apigateway-binary-media-types": ["application/octet-stream", "application/pdf"],
        "paths": {"/v1/things": routes, "/v1/things/{id}": routes, "/v1/binary": routes},
    }


def _pool(name: str) -> dict[str, Any]:
    return {
        name: {
            "Type": "AWS::Cognito::UserPool",
            "Properties": {"UserPoolName": {"Fn::Sub": "${AWS::StackName}-" + name}, "UsernameAttributes": ["email"]},
        },
        f"{name}Client": {
            "Type": "AWS::Cognito::UserPoolClient",
            "Properties": {
                "UserPoolId": {"Ref": name},
                "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            },
        },
    }


def template(code: str, notes: str) -> dict[str, Any]:
    """The template; `code` is the S3 address of the archive, `notes` a file for the function to write to."""
    resources: dict[str, Any] = {
        "Worker": _function(),
        "Api": {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "api", "DefinitionBody": _api()}},
        "ApiMayInvoke": _permission("apigateway.amazonaws.com"),
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "due")],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
                "GlobalSecondaryIndexes": [
                    {
                        "IndexName": "due",
                        "KeySchema": [
                            {"AttributeName": "due", "KeyType": "HASH"},
                            {"AttributeName": "sk", "KeyType": "RANGE"},
                        ],
                        "Projection": {"ProjectionType": "ALL"},
                    }
                ],
                "StreamSpecification": {"StreamViewType": "KEYS_ONLY"},
                "TimeToLiveSpecification": {"AttributeName": "ttl", "Enabled": True},
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
            },
        },
        "StreamMapping": _mapping({"Fn::GetAtt": ["Table", "StreamArn"]}, StartingPosition="TRIM_HORIZON"),
        "Queue": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "VisibilityTimeout": 60,
                "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}, "maxReceiveCount": 3},
            },
        },
        "Dead": {"Type": "AWS::SQS::Queue", "Properties": {"MessageRetentionPeriod": 1209600}},
        "QueueMapping": _mapping({"Fn::GetAtt": ["Queue", "Arn"]}),
        "MachineRole": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "states.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                        }
                    ],
                }
            },
        },
        "Machine": {
            "Type": "AWS::StepFunctions::StateMachine",
            "Properties": {"RoleArn": {"Fn::GetAtt": ["MachineRole", "Arn"]}, "DefinitionString": {"Fn::Sub": MACHINE}},
        },
        "EveryMinute": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "ScheduleExpression": "rate(1 minute)",
                "Targets": [{"Id": "worker", "Arn": {"Fn::GetAtt": ["Worker", "Arn"]}}],
            },
        },
        "RuleMayInvoke": _permission("events.amazonaws.com"),
        **_pool("Applicants"),
        **_pool("Staff"),
        "Key": {
            "Type": "AWS::KMS::Key",
            "Properties": {
                "KeyPolicy": {
                    "Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"}],
                }
            },
        },
        "Secret": {
            "Type": "AWS::SecretsManager::Secret",
            "Properties": {"GenerateSecretString": {"PasswordLength": 48, "ExcludePunctuation": True}},
        },
        "Sender": {"Type": "AWS::SES::EmailIdentity", "Properties": {"EmailIdentity": "city@example.org"}},
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {}},
        "Alarm": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "Namespace": "AWS/Lambda",
                "MetricName": "Errors",
                "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": "Worker"}}],
                "Statistic": "Sum",
                "Period": 60,
                "EvaluationPeriods": 1,
                "Threshold": 1,
                "ComparisonOperator": "GreaterThanOrEqualToThreshold",
                "AlarmActions": [{"Ref": "Topic"}],
            },
        },
        "Logs": {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {"LogGroupName": {"Fn::Sub": "/aws/lambda/${Worker}"}, "RetentionInDays": 30},
        },
    }
    outputs: dict[str, Any] = {
        name: {"Ref": name} for name in resources if name not in ("StreamMapping", "QueueMapping")
    }
    outputs["RestApiId"] = {"Ref": "Api"}
    return {
        "Transform": "AWS::Serverless-2016-10-31",
        "Globals": {"Function": {"Environment": {"Variables": {"TABLE": {"Ref": "Table"}, "NOTES": notes}}}},
        "Resources": json.loads(json.dumps(resources).replace('"CODE"', json.dumps(code))),
        "Outputs": {name: {"Value": value} for name, value in outputs.items()},
    }


def _permission(principal: str) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::Permission",
        "Properties": {"FunctionName": {"Ref": "Worker"}, "Action": "lambda:InvokeFunction", "Principal": principal},
    }


def _mapping(source: Any, **more: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {
            "FunctionName": {"Ref": "Worker"},
            "EventSourceArn": source,
            "BatchSize": 10,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            **more,
        },
    }
