// The API's documentation, drawn from its own description.

import { api, h, problem, t } from "./core.js";

export async function documentationView() {
  const found = await api("GET", "/v1/openapi.json", { signed: false });
  if (!found.ok) return problem(found.body);
  const described = found.body;
  const groups = new Map(described.tags.map((tag) => [tag.name, []]));
  for (const [path, methods] of Object.entries(described.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const [tag] = operation.tags;
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push({ path, method, ...operation });
    }
  }
  return [
    h("h1", {}, t("home.api")), h("p.lead", {}, t("api.lead")),
    h("p", {}, h("a", { href: "/v1/openapi.json" }, "openapi.json"), ` · OpenAPI ${described.openapi} · ${described.info.title}`),
    h("p.soft", { lang: "en" }, described.info.description),
    [...groups].filter(([, operations]) => operations.length).map(([tag, operations]) => h("section", {},
      h("h2", {}, t(`tag.${tag}`)), operations.map((one) => shown(one, described.components.schemas)))),
  ];
}

function shown(operation, schemas) {
  const summary = h("summary", {}, h("span.method", {}, operation.method.toUpperCase()), " ", h("code", {}, readable(operation.path)),
    h("span.what", { lang: "en" }, operation.summary));
  const element = h("details.card.operation", { ontoggle: draw }, summary);
  let drawn = false;
  function draw() { // only when opened: the page stays light on an old phone
    if (drawn) return;
    drawn = true;
    element.append(h("div", {}, details(operation, schemas).flat(9).filter(Boolean)));
  }
  return element;
}

/** A path that breaks between its parts rather than within one. */
function readable(path) {
  return path.split(/(?=\/)/).flatMap((part) => [h("wbr"), part]);
}

function details(operation, schemas) {
  const body = operation.requestBody?.content ?? {};
  const examples = Object.values(body).flatMap((content) => Object.entries(content.examples ?? {}));
  return [
    h("p.soft", {}, door(operation.security)),
    operation.parameters?.length ? [h("h3", {}, t("api.parameters")), h("dl", {}, operation.parameters.map((one) => [
      h("dt", {}, h("code", {}, one.name), ` ${one.in}${one.required ? ", " : ""}`, one.required ? h("strong", {}, t("api.required")) : ""),
      h("dd", { lang: "en" }, one.description ?? "", " ", h("span.soft", {}, brief(one.schema)))]))] : null,
    Object.entries(body).map(([kind, content]) => [h("h3", {}, t("api.body"), " ", h("code", {}, kind)), h("pre", {}, outline(content.schema, schemas))]),
    examples.map(([name, one]) => [h("h3", {}, t("api.example"), ": ", h("span", { lang: "en" }, name)),
      h("pre", {}, typeof one.value === "string" ? one.value : JSON.stringify(one.value, null, 2))]),
    h("h3", {}, t("api.answers")), h("dl", {}, Object.entries(operation.responses).map(([status, one]) => [
      h("dt", {}, h("code", {}, status)), h("dd", { lang: "en" }, one.description, status < "300" && one.content
        ? h("pre", {}, outline(Object.values(one.content)[0].schema ?? {}, schemas)) : null)])),
  ];
}

function door(security) {
  if (!security?.length) return t("api.public");
  return security.some((one) => !Object.keys(one).length) ? t("api.optional") : t("api.signed");
}

function brief(schema = {}) {
  return [[schema.type].flat().filter(Boolean).join(" | "), schema.const, schema.enum?.join(" | "), schema.pattern, schema.format].filter(Boolean).join(" · ");
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
  return brief(schema) || "any";
}
