// What the server is asked while somebody fills in: what registers know, and which services the answers call for.

import type { Asked, Schemas } from "../api/client";
import { asked, type Answers } from "../forms/conditions";
import type { Filing } from "./filing.svelte";

export interface Known {
  value: unknown;
  title: Schemas["Text"];
  as_of: string;
  /** Set when the applicant says that the register is wrong; the right value is among the answers. */
  disputed?: boolean;
  why?: string;
}

/** The answers together with what registers know. */
export function wholeOf({ answers, known }: Filing): Answers {
  const settled = Object.entries(known).filter(([, one]) => !one.disputed);
  return { ...answers, ...Object.fromEntries(settled.map(([name, one]) => [name, one.value])) };
}

export interface Arising {
  names: string[];
  required: string[];
}

/** Which questions arise now, and which of them have to be answered. */
export function arising({ service, whole }: Filing): Arising {
  const { names, required } = asked(service.form, whole);
  return { names, required: [...required] };
}

/** Whether a question of the page that is shown may be answered by a register, once it can be asked. */
export function mayKnow({ service, current, known, answers }: Filing): boolean {
  const fields = service.fields as Record<string, { known?: boolean }>;
  return current.fields.some((name) => fields[name]?.known && !known[name] && answers[name] === undefined);
}

/** What needn't be answered, beside what is disputed; nothing where the server can't be asked. */
export async function lookedUp(filing: Filing): Promise<{ contact: Record<string, string>; known: Record<string, Known> } | undefined> {
  const { api, service, known } = filing;
  const answers = Object.fromEntries(Object.entries(filing.answers).filter(([name]) => !known[name]));
  const { data } = await api.ask(api.client.POST("/v1/applications/known", { body: { service: service.id, answers } }));
  if (!data) return undefined;
  const disputed = Object.entries(filing.known).filter(([, one]) => one.disputed);
  const found = data.known.filter((one) => filing.answers[one.question] === undefined);
  return {
    contact: data.contact as Record<string, string>,
    known: {
      ...Object.fromEntries(found.map((one) => [one.question, { value: one.value, title: one.title, as_of: one.as_of }])),
      ...Object.fromEntries(disputed),
    },
  };
}

/** Which services of a life situation the answers so far call for, and why. */
export function choiceFor({ api, service, whole, asked: { names } }: Filing): Promise<Asked<Schemas["Choice"]>> {
  const answers = Object.fromEntries(names.filter((name) => whole[name] !== undefined).map((name) => [name, whole[name]]));
  const params = { path: { situation: service.id } };
  return api.ask(api.client.POST("/v1/life-situations/{situation}/choice", { params, body: { answers } }));
}
