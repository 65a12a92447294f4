// What the catalogue says, and how a definition's own codes are read: questions, values, conditions and terms in words.

import type { Schemas, Service } from "../../api/client";
import type { Obj } from "../../forms/conditions";
import { teller } from "../areas";
import type { Desk } from "../desk";
import type { Said } from "../words";
import en from "./texts.en.json";
import ru from "./texts.ru.json";
import tt from "./texts.tt.json";

export type Told = keyof typeof en;
export type Tell = (key: Told, fields?: Record<string, string | number>) => string;
export type Definition = Schemas["Definition"] & { definition: Obj };

export const tellerOf = (desk: Desk): Tell => teller<Told>(desk, { ru, tt, en });

/** "15 working days", with the clause or the source that says so. */
export function termOf(term: Obj | undefined, tell: Tell): string {
  if (!term?.unit) return "";
  const source = term.source?.clause ?? term.source?.note ?? "";
  return tell(`days.${term.unit}` as Told, { n: term.days }) + (source ? ` (${source})` : "");
}

/** The titles of a kind's definitions, by id; what isn't known stays an id. */
export async function namesOf({ api, words }: Desk, kind: "standard_requests" | "roles" | "services"): Promise<Record<string, string>> {
  const answer = await api.ask(api.client.GET("/v1/catalogue/definitions", { params: { query: { kind } } }));
  return Object.fromEntries((answer.data?.items ?? []).map((one) => [one.id, words.pick(one.title) || one.id]));
}

/** Reads what a service's rules speak of. */
export function reader(desk: Desk, tell: Tell, raw: Obj, form: Service | undefined, names: Record<string, string>) {
  const { pick, t, say, day, number } = desk.words;
  const fields = (form?.fields ?? {}) as Obj;
  const title = (name: string) => pick(fields[name]?.title) || name;
  const part = (id: string) => pick((raw.sub_services as Obj[] | undefined)?.find((one) => one.id === id)?.title) || id;
  const answerOf = (from: Obj | undefined) => (typeof from?.answer === "string" ? from.answer.slice(1) : undefined);

  /** Where a value comes from. */
  function source(from: Obj | undefined): string {
    if (!from) return "";
    if (from.answer) return tell("from.answer", { name: title(answerOf(from)!) });
    if (from.request) return tell("from.request", { name: names[`request:${from.request}`] ?? from.request, path: from.path.slice(1).replaceAll("_", " ").replaceAll("/", " › ") });
    if (from.output) return tell("from.output", { name: part(from.output), path: from.name });
    if (from.derive) return tell("from.derive", { how: tell(`derive.${from.derive}` as Told), of: (from.of as Obj[]).map(source).join("; ") });
    if (from.filed_on) return tell("from.filed_on");
    if (from.number) return tell("from.number");
    return "const" in from ? plain(from.const) : JSON.stringify(from);
  }

  function plain(value: unknown): string {
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    if (typeof value === "number") return number(value);
    if (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)) return day(value);
    return typeof value === "string" ? value : JSON.stringify(value);
  }

  /** A value as the question that it answers labels it. */
  function value(given: unknown, from: Obj | undefined): string {
    const label = pick(fields[answerOf(from) ?? ""]?.values?.[String(given)]);
    const found = `found.${String(given)}` as Said;
    return label || (from?.path === "/outcome" && say(found) !== found ? say(found) : plain(given));
  }

  /** What a cell of a table, or a condition, asks of a value. */
  function test(cell: unknown, from: Obj | undefined): string {
    if (typeof cell !== "object" || cell === null) return value(cell, from);
    const { is, in: among, not_in: without, from: low, to: high, present } = cell as Obj;
    if (is !== undefined) return value(is, from);
    if (among) return (among as unknown[]).map((one) => value(one, from)).join(` ${tell("or")} `);
    if (without) return tell("but", { what: (without as unknown[]).map((one) => value(one, from)).join(", ") });
    if (low !== undefined && high !== undefined) return `${plain(low)} – ${plain(high)}`;
    if (low !== undefined) return tell("from", { what: plain(low) });
    if (high !== undefined) return tell("to", { what: plain(high) });
    return present === undefined ? JSON.stringify(cell) : tell(present ? "present" : "absent");
  }

  const condition = (one: Obj) => `${source(one.value)}: ${test(Object.fromEntries(Object.entries(one).filter(([name]) => name !== "value")), one.value)}`;
  return { title, source, plain, test, condition, part };
}

export type Reader = ReturnType<typeof reader>;
