// The API's documentation, drawn from its own description.

import { api, h, problem, t } from "./core.js";

export async function documentationView() {
  const found = await api("GET", "/v1/openapi.json", { signed: false });
  if (!found.ok) return problem(found.body);
  const described = found.body;
  const groups = new Map(described.tags.map((tag) => [tag.name, []]));
  for (const [path, methods] of Object.entries(described.paths)) {
    for (const [method, operation] of Object.entries(methods)) groups.get(operation.tags[0]).push({ path, method, ...operation });
  }
  return [
    h("h1", {}, t("menu.api")), h("p.lead", {}, described.info.title), h("p.soft", {}, described.info.description),
    h("p", {}, h("a", { href: "/v1/openapi.json" }, "openapi.json"), " · OpenAPI ", described.openapi),
    [...groups].filter(([, operations]) => operations.length).map(([tag, operations]) => h("section", {},
      h("h2", {}, t(`tag.${tag}`)), operations.map((one) => shown(one, described.components.schemas)))),
  ].flat(2);
}

function shown(operation, schemas) {
  const body = operation.requestBody?.content ?? {};
  const examples = Object.entries(body["application/json"]?.examples ?? {});
  return h("details.card", {},
    h("summary", {}, h("span.method", {}, operation.method.toUpperCase()), " ", h("code", {}, operation.path), " – ", operation.summary),
    h("p.soft", {}, door(operation.security)),
    operation.parameters.length ? [h("h3", {}, t("api.parameters")), h("table", {}, h("tbody", {}, operation.parameters.map((one) => h("tr", {},
      h("td", {}, h("code", {}, one.name), one.required ? " *" : ""), h("td", {}, one.in),
      h("td", {}, one.description ?? "", " ", h("span.soft", {}, brief(one.schema))))))) ] : null,
    Object.entries(body).map(([kind, content]) => [h("h3", {}, t("api.body"), " ", h("code", {}, kind)), h("pre", {}, outline(content.schema, schemas))]),
    examples.map(([name, one]) => [h("h3", {}, t("api.example"), ": ", name), h("pre", {}, JSON.stringify(one.value, null, 2))]),
    h("h3", {}, t("api.answers")), h("table", {}, h("tbody", {}, Object.entries(operation.responses).map(([status, one]) => h("tr", {},
      h("td", {}, h("code", {}, status)), h("td", {}, one.description, status < "300" && one.content
        ? h("pre", {}, outline(Object.values(one.content)[0].schema, schemas)) : null))))));
}

function door(security) {
  if (!security?.length) return t("api.public");
  return security.some((one) => !Object.keys(one).length) ? t("api.optional") : t("api.signed");
}

function brief(schema) {
  return [schema.type, schema.enum?.join(" | "), schema.pattern, schema.format].filter(Boolean).join(" · ");
}

/** A schema as one would sketch it: names and kinds, references followed a few steps. */
function outline(schema, schemas, depth = 0) {
  const pad = "  ".repeat(depth + 1);
  if (schema.$ref) return depth > 2 ? schema.$ref.split("/").pop() : outline(schemas[schema.$ref.split("/").pop()], schemas, depth);
  if (schema.anyOf) return schema.anyOf.map((one) => outline(one, schemas, depth)).join(" | ");
  if (schema.type === "array") return `[${outline(schema.items ?? {}, schemas, depth)}]`;
  if (schema.properties) {
    const needed = new Set(schema.required ?? []);
    const lines = Object.entries(schema.properties).map(([name, inner]) => `${pad}${name}${needed.has(name) ? "" : "?"}: ${outline(inner, schemas, depth + 1)}`);
    return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
  }
  return brief({ ...schema, type: [schema.type].flat().join(" | ") }) || "any";
}
