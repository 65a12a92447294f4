// Which questions a published form asks, given the answers so far.

import { Validator, type Schema as CfSchema } from "@cfworker/json-schema";

export type Obj = Record<string, any>;
export type Answers = Record<string, unknown>;

const validators = new WeakMap<Obj, Validator>();

/** A condition or a form, made ready once. The validator writes into what it is given, so it is given a copy. */
export function ready(schema: Obj, short = true): Validator {
  const found = validators.get(schema) ?? new Validator(JSON.parse(JSON.stringify(schema)) as CfSchema, "2020-12", short);
  validators.set(schema, found);
  return found;
}

/** Whether a condition of the form holds; JSON Schema 2020-12, read without making code (a strict policy forbids it). */
export const holds = (condition: Obj, answers: Answers): boolean => ready(condition).validate(answers).valid;

/** What the answers so far make required, and which questions don't arise: ruled out, or hanging on one not yet answered. */
export function asked(form: Obj, answers: Answers): { names: string[]; required: Set<string> } {
  const always: string[] = form.required ?? [];
  const required = new Set(always);
  const absent = new Set<string>();
  const later = new Set<string>();
  for (const rule of form.allOf ?? []) {
    if (!rule.if) continue;
    const ask = [...(rule.if.required ?? []), ...namesIn(rule.if).filter((name) => always.includes(name))];
    const open = ask.some((name) => answers[name] === undefined);
    for (const branch of open ? [rule.then, rule.else] : [holds(rule.if, answers) ? rule.then : rule.else]) {
      for (const name of branch?.required ?? []) (open ? later : required).add(name);
      for (const [name, inner] of Object.entries(branch?.properties ?? {})) if (inner === false) (open ? later : absent).add(name);
    }
  }
  // What another rule asks, or the form asks always, needn't wait for an answer.
  const arises = (name: string) => !absent.has(name) && (!later.has(name) || required.has(name));
  return { names: Object.keys(form.properties ?? {}).filter(arises), required };
}

/** Every question that a condition speaks of, however deep. */
function namesIn(condition: Obj): string[] {
  const inner = ["allOf", "anyOf", "oneOf"].flatMap((word) => (condition[word] as Obj[] | undefined) ?? []);
  const parts = condition.not ? [...inner, condition.not as Obj] : inner;
  return [...((condition.required as string[] | undefined) ?? []), ...parts.flatMap(namesIn)];
}

interface Condition {
  value: { answer: string };
  is?: unknown;
  in?: unknown[];
}

/** Whether a document is asked for: all its conditions on answers hold. */
export function wanted(document: { when: unknown[] }, answers: Answers): boolean {
  return (document.when as Condition[]).every((one) => {
    const found = answers[String(one.value?.answer ?? "").slice(1)];
    return one.in ? one.in.includes(found) : one.is === found;
  });
}
