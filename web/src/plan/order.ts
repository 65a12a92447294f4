// How a plan is drawn: its parts in order, each where it stands in time, and a curve to each from what it waits for.

import type { Schemas } from "../api/client";

export type Plan = Schemas["Plan"];
export type Node = Schemas["PlanNode"];

export interface Drawn {
  node: Node;
  /** What it waits for, as far as that belongs to the plan. */
  after: Node[];
  /** Where its bar begins and how long it is, 0 to 1 of the whole; nothing without expected days. */
  bar?: { from: number; long: number };
  critical: boolean;
}

const DAY = 86_400_000;
const at = (day: string): number => Date.parse(`${day.slice(0, 10)}T00:00:00Z`);

/** Gives the parts of a plan, nothing before what it waits for, then by when they are expected to begin. */
export function drawn(plan: Plan): Drawn[] {
  const belonging = plan.nodes.filter((one) => one.state !== "out");
  const known = new Map(belonging.map((one) => [one.id, one]));
  const left = new Set(belonging);
  const ordered: Node[] = [];
  const when = (one: Node) => `${one.begins ?? one.ends ?? "9999"} ${one.ends ?? "9999"}`;
  while (left.size) {
    const free = [...left].filter((one) => !one.after.some((id) => left.has(known.get(id)!)));
    // Definitions have no circles; should a plan have one, it is drawn all the same.
    const next = (free.length ? free : [...left]).sort((one, other) => when(one).localeCompare(when(other)))[0]!;
    left.delete(next);
    ordered.push(next);
  }
  const days = belonging.flatMap((one) => [one.begins, one.ends].filter((day): day is string => !!day).map(at));
  const from = Math.min(at(plan.filed_at), ...days);
  const whole = Math.max(DAY, Math.max(from, ...days) - from);
  const critical = new Set(plan.forecast?.critical ?? []);
  return ordered.map((node) => ({
    node,
    after: node.after.flatMap((id) => known.get(id) ?? []),
    bar: node.ends ? bar(node.begins ?? node.ends, node.ends) : undefined,
    critical: critical.has(node.id),
  }));

  function bar(begins: string, ends: string) {
    const start = (Math.min(at(begins), at(ends)) - from) / whole;
    const long = Math.max((at(ends) - at(begins)) / whole, 0.012);
    return { from: Math.min(start, 1 - long), long };
  }
}

/** Draws a curve in the gutter from one height to another; the farther, the wider it swings. */
export function arc(from: number, to: number, gutter: number, rows: number): string {
  const out = gutter - 6 - (gutter - 10) * Math.min(1, rows / 8);
  const x = gutter - 2;
  const bend = Math.min(14, Math.abs(to - from) / 2);
  const way = to > from ? 1 : -1;
  return `M${x} ${from} H${out + bend} Q${out} ${from} ${out} ${from + bend * way} V${to - bend * way} Q${out} ${to} ${out + bend} ${to} H${x}`;
}
