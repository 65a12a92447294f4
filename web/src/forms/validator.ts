// The form's own rules in the browser: draft 2020-12, no code generation, a message on the question itself.

import { Validator, type OutputUnit, type Schema as CfSchema } from "@cfworker/json-schema";
import type { FormValidator } from "@sjsf/form";
import { unescaped } from "../api/pointer";
import type { Key, Words } from "../i18n";
import { ready, type Answers, type Obj } from "./conditions";

export interface Wrong {
  path: (string | number)[];
  message: string;
}

/** Keywords that only wrap the error that lies deeper. */
const WRAPPERS = new Set("properties patternProperties items prefixItems allOf if $ref additionalProperties".split(" "));
const LIMITS = new Set("minLength maxLength minimum maximum minItems maxItems".split(" "));

/** Gives what a form's rules say to answers, one message for each question. */
export function validate(form: Obj, answers: Answers, words: Words): Wrong[] {
  const plain = JSON.parse(JSON.stringify(answers)) as Answers;
  const seen = new Set<string>();
  const found: Wrong[] = [];
  for (const unit of ready(form, false).validate(plain).errors) {
    if (WRAPPERS.has(unit.keyword)) continue;
    const wrong = explained(unit, form, words);
    const place = wrong.path.join("/");
    if (seen.has(place)) continue;
    seen.add(place);
    found.push(wrong);
  }
  return found;
}

function explained(unit: OutputUnit, form: Obj, { t }: Words): Wrong {
  const path = unit.instanceLocation.split("/").slice(1).map(unescape);
  const missing = unit.keyword === "required" ? /"([^"]+)"\.?$/.exec(unit.error)?.[1] : undefined;
  if (missing) return { path: [...path, missing], message: t("wrong.required") };
  const { keyword } = unit;
  const limit = at(form, unit.keywordLocation);
  // A text where a place is wanted: somebody wrote one that can't be read.
  if (keyword === "type" && at(form, unit.keywordLocation.replace(/type$/, "x-geometry"))) return { path, message: t("wrong.place") };
  if (keyword === "minLength" && limit === 1) return { path, message: t("wrong.required") };
  if (keyword === "const" && limit === true) return { path, message: t("wrong.accept") };
  if (keyword === "enum" || keyword === "const" || keyword === "anyOf" || keyword === "oneOf") return { path, message: t("wrong.choose") };
  if (keyword === "format") return { path, message: t(limit === "date" ? "wrong.date" : limit === "email" ? "wrong.email" : "wrong.format") };
  if (LIMITS.has(keyword)) return { path, message: t(`wrong.${keyword}` as Key, { n: Number(limit) }) };
  return { path, message: t(keyword === "pattern" ? "wrong.format" : "wrong.value") };
}

const unescape = (part: string) => unescaped(decodeURIComponent(part));

/** The keyword's value: its location walked through the form. */
function at(form: Obj, location: string): unknown {
  return location.split("/").slice(1).reduce<any>((node, part) => node?.[unescape(part)], form);
}

/** What the renderer asks of a validator: it only has to tell which branch of a choice a value belongs to. */
export const branches: FormValidator<Answers> = {
  isValid: (schema, _root, value) =>
    typeof schema === "boolean" ? schema : new Validator(schema as CfSchema, "7").validate(value ?? null).valid,
  validateFormValue: (_root, value) => ({ value: (value ?? {}) as Answers }),
};
