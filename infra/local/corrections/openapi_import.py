"""OpenAPI import: ministack drops the answers of MOCK integrations (preflight), binary types, gateway responses."""

from __future__ import annotations

from typing import Any

from ministack.services import apigateway_v1 as api

Spec = dict[str, Any]

_stock_import = api._import_rest_api


def import_operation(
    api_id: str,
    resource_id: str,
    method: str,
    operation: Spec | None,
    schemes: Spec | None = None,
    default_security: Any = None,
) -> None:
    """Create a method with the whole of its integration."""
    operation = operation or {}
    security = operation.get("security", default_security)
    api._put_method(api_id, resource_id, method, api._method_security(security, schemes or {}))
    integration = operation.get("x-amazon-apigateway-integration")
    if not integration:
        return
    kind = (integration.get("type") or "").upper()
    api._put_integration(
        api_id,
        resource_id,
        method,
        {
            "type": kind or None,
            "httpMethod": integration.get("httpMethod"),
            "uri": integration.get("uri"),
            "requestTemplates": integration.get("requestTemplates") or {},
            "requestParameters": integration.get("requestParameters") or {},
            "passthroughBehavior": (integration.get("passthroughBehavior") or "WHEN_NO_MATCH").upper(),
        },
    )
    if kind == "MOCK":
        for pattern, response in (integration.get("responses") or {}).items():
            _put_response(api_id, resource_id, method, pattern, response)


def _put_response(api_id: str, resource_id: str, method: str, pattern: str, response: Spec) -> None:
    status = str(response.get("statusCode", 200))
    parameters = response.get("responseParameters", {})
    api._put_method_response(
        api_id, resource_id, method, status, {"responseParameters": dict.fromkeys(parameters, False)}
    )
    api._put_integration_response(
        api_id,
        resource_id,
        method,
        status,
        {
            "selectionPattern": "" if pattern == "default" else pattern,
            "responseParameters": parameters,
            "responseTemplates": response.get("responseTemplates", {}),
        },
    )


def import_rest_api(spec: Spec, base: Spec | None = None) -> str:
    """Import an API with its binary media types and gateway responses."""
    data = dict(base or {})
    if not data.get("binaryMediaTypes"):
        data["binaryMediaTypes"] = spec.get("x-amazon-apigateway-binary-media-types") or []
    api_id: str = _stock_import(spec, data)
    for kind, response in (spec.get("x-amazon-apigateway-gateway-responses") or {}).items():
        wanted = {key: response.get(key) for key in ("statusCode", "responseParameters", "responseTemplates")}
        api._put_gateway_response(api_id, kind, wanted)
    return api_id


def apply() -> None:
    """Replace the two functions of the importer."""
    api._import_operation = import_operation
    api._import_rest_api = import_rest_api
