// From a published service to what is drawn: its pages, and the schema of one page in the reader's language.

import type { Schema } from "@sjsf/form";
import type { Service } from "../api/client";
import type { Text, Words } from "../i18n";
import { brief, type Geometry } from "../map/geometry";
import { asked, type Answers, type Obj } from "./conditions";

export interface Page {
  id: string;
  title: string;
  help: string;
  fields: string[];
}

interface Labels {
  title?: Text;
  help?: Text;
  values?: Record<string, Text>;
}

export const labelsOf = (service: Service, name: string): Labels => ((service.fields as Obj)[name] ?? {}) as Labels;

/** The kinds of place that a question takes; none where it asks something else. */
export const kindsOfPlace = (service: Service, name: string): string[] => ((service.form as Obj).properties ?? {})[name]?.["x-geometry"] ?? [];

/** The form's pages with the questions that arise now, by their `names`; a question that no page names stands on a page of its own. */
export function pagesOf(service: Service, names: string[], { pick, t }: Words): Page[] {
  const arise = new Set(names);
  const declared = ((service.ui as Obj).pages ?? []) as { id: string; title: Text; help?: Text; fields: string[] }[];
  const placed = new Set(declared.flatMap((page) => page.fields));
  const rest = names.filter((name) => !placed.has(name));
  const pages = declared.map((page) => ({
    id: page.id,
    title: pick(page.title),
    help: pick(page.help),
    fields: page.fields.filter((name) => arise.has(name)),
  }));
  if (rest.length) pages.push({ id: "rest", title: t("form.rest"), help: "", fields: rest });
  return pages.filter((page) => page.fields.length);
}

/** The schema of some of a service's questions as the renderer takes it: no conditions, labels in one language; `needed` have to be answered, else what the form says. */
export function schemaOf(service: Service, names: string[], answers: Answers, words: Words, needed?: string[]): Schema {
  const required = needed ? new Set(needed) : asked(service.form, answers).required;
  const properties: Obj = {};
  for (const name of names) {
    const question = ((service.form as Obj).properties ?? {})[name] ?? {};
    properties[name] = drawn(question, labelsOf(service, name), name, words, required.has(name));
  }
  return { type: "object", properties, required: names.filter((name) => required.has(name)) } as Schema;
}

/**
 * One question; keywords that the renderer doesn't know are left out, since the answers are checked against the form itself.
 * A yes-or-no question that has to be answered isn't a box to tick: a box can't say no.
 */
function drawn(question: Obj, labels: Labels, name: string, words: Words, required: boolean): Obj {
  const { pick, t } = words;
  const shown: Obj = { title: pick(labels.title) || name };
  if (labels.help) shown.description = pick(labels.help);
  const choices = choicesOf(question);
  if (choices) {
    shown.oneOf = choices.map((value) => ({ const: value, title: pick(labels.values?.[String(value)]) || String(value) }));
    if (question.type) shown.type = question.type;
    return shown;
  }
  if (required && question.type === "boolean" && question.const === undefined) {
    return { ...shown, type: "boolean", oneOf: [true, false].map((value) => ({ const: value, title: t(value ? "yes" : "no") })) };
  }
  for (const word of ["type", "format", "minLength", "maxLength", "pattern", "minimum", "maximum", "minItems", "maxItems", "x-geometry"]) {
    if (question[word] !== undefined) shown[word] = question[word];
  }
  if (typeof question.const === "boolean") shown.type = "boolean";
  if (question.type === "array") shown.items = drawn(question.items ?? {}, labels, name, words, true);
  if (question.type === "object" && !question["x-geometry"]) {
    const own: string[] = question.required ?? [];
    shown.properties = Object.fromEntries(
      Object.entries((question.properties ?? {}) as Obj).map(([key, inner]) => [key, drawn(inner, { title: inner.title }, key, words, own.includes(key))]),
    );
    shown.required = own;
  }
  return shown;
}

function choicesOf(question: Obj): unknown[] | undefined {
  return question.enum ?? question.anyOf?.find((one: Obj) => one.enum)?.enum;
}

const FEW_CHOICES = 5;

/** How each question is drawn: few choices as radio buttons, many as a list. */
export function drawingOf(schema: Schema): Obj {
  const drawing: Obj = {};
  for (const [name, question] of Object.entries((schema.properties ?? {}) as Obj)) {
    if (question.format === "date") drawing[name] = { "ui:components": { textWidget: "dayWidget" } };
    if (question["x-geometry"]) drawing[name] = { "ui:components": question.type === "object" ? { objectField: "placeField" } : { textWidget: "parcelWidget" } };
    if (!question.oneOf) continue;
    drawing[name] = { "ui:components": { selectWidget: question.oneOf.length <= FEW_CHOICES ? "radioWidget" : "selectWidget" } };
  }
  return drawing;
}

/** An answer as people read it. */
export function shown(service: Service, name: string, value: unknown, words: Words): string {
  const { pick, t } = words;
  const question = ((service.form as Obj).properties ?? {})[name] ?? {};
  if (value === undefined || value === null || value === "") return t("answer.none");
  if (Array.isArray(value)) return value.map((one) => shown(service, name, one, words)).join("; ");
  const label = pick(labelsOf(service, name).values?.[String(value)]);
  if (label) return label;
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (question.format === "date") return words.day(String(value));
  if (typeof value === "object" && "coordinates" in value) return brief(value as unknown as Geometry);
  if (typeof value === "object") return Object.values(value).map((one) => shown(service, "", one, words)).join(", ");
  return typeof value === "number" ? words.number(value) : String(value);
}
