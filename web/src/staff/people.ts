// Colleagues by name: who acted is read by a name as soon as it is known, by the end of an id until then.

import { SvelteMap } from "svelte/reactivity";
import type { Schemas } from "../api/client";
import type { Desk } from "./desk";

export type Colleague = Schemas["Colleague"];

const names = new SvelteMap<string, string>();
const departments = new Map<string, Promise<Colleague[]>>();

export const nameOf = (person: string): string | undefined => names.get(person);

/** Everybody who works in a department today, asked for once in a visit. */
export function colleaguesOf(desk: Desk, department: string): Promise<Colleague[]> {
  let found = departments.get(department);
  if (!found) {
    found = read(desk, department);
    departments.set(department, found);
  }
  return found;
}

/** Learns the names of those who may have acted in a case. */
export function meet(desk: Desk, ...places: (string | null | undefined)[]): void {
  for (const place of new Set(places)) if (place) void colleaguesOf(desk, place);
}

async function read({ api }: Desk, department: string): Promise<Colleague[]> {
  const found: Colleague[] = [];
  let cursor: string | null | undefined;
  do {
    const query = { limit: 100, ...(cursor ? { cursor } : {}) };
    const answer = await api.ask(api.client.GET("/v1/departments/{department}/colleagues", { params: { path: { department }, query } }));
    if (!answer.data) {
      departments.delete(department); // asked again when it is wanted again
      break;
    }
    const page = answer.data as { items: Colleague[]; next: string | null };
    found.push(...page.items);
    cursor = page.next;
  } while (cursor);
  for (const one of found) if (one.name) names.set(one.person, one.name);
  return found;
}
