// The API's counters as the page shows them: added up, nothing else.

import type { Schemas } from "../api/client";

export type Statistics = Schemas["Statistics"];

export interface Line {
  id: string;
  name: string;
  numbers: number[];
}

/** Counts of measures for each service or dimension, the largest first. */
export function grouped(rows: Statistics["rows"], by: "service" | "dimension", measures: string[][], name: (id: string) => string): Line[] {
  const ids = [...new Set(rows.filter((row) => measures.flat().includes(row.measure)).map((row) => row[by]))];
  const sum = (id: string, some: string[]) =>
    rows.reduce((total, row) => (row[by] === id && some.includes(row.measure) ? total + row.count : total), 0);
  const lines = ids.map((id) => ({ id, name: name(id), numbers: measures.map((some) => sum(id, some)) }));
  return lines.sort((a, b) => (b.numbers[0] ?? 0) - (a.numbers[0] ?? 0) || a.name.localeCompare(b.name));
}

export const RECEIVED = ["received"];
export const DECIDED = ["granted", "refused"];

/** Every day of the period, also those on which nothing happened: [day, filed, decided]. */
export function daily({ from, until, days }: Statistics): [string, number, number][] {
  const counts = new Map(days.map((one) => [one.day, one.counts as Record<string, number>]));
  const found: [string, number, number][] = [];
  for (let day = new Date(`${from}T00:00:00Z`); ; day.setUTCDate(day.getUTCDate() + 1)) {
    const date = day.toISOString().slice(0, 10);
    if (date > until) return found;
    const sum = (measures: string[]) => measures.reduce((total, one) => total + (counts.get(date)?.[one] ?? 0), 0);
    found.push([date, sum(RECEIVED), sum(DECIDED)]);
  }
}

/** What to ask for; days are counted back from the last day that the API gave, since its clock is the city's. */
export function period(chosen: string, until: string | undefined): { from?: string; until?: string } {
  if (chosen === "month" || !until) return {};
  if (chosen === "year") return { from: `${until.slice(0, 4)}-01-01`, until };
  const first = new Date(`${until}T00:00:00Z`);
  first.setUTCDate(first.getUTCDate() - 29);
  return { from: first.toISOString().slice(0, 10), until };
}
