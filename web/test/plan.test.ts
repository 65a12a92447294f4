import { expect, test } from "vitest";
import { drawn, type Plan } from "../src/plan/order";

const node = (id: string, after: string[], begins: string | null, ends: string | null, state = "waiting") =>
  ({ id, after, begins, ends, state, kind: "service", title: { en: id }, holders: [], grounds: [] }) as unknown as Plan["nodes"][number];

const plan = (nodes: Plan["nodes"], critical: string[] = []) =>
  ({ filed_at: "2026-01-01T09:00:00Z", nodes, forecast: { ends: "2026-01-11", critical } }) as unknown as Plan;

test("nothing stands before what it waits for, whatever its day", () => {
  const parts = drawn(plan([node("c", ["b"], "2026-01-01", "2026-01-02"), node("b", ["a"], null, null), node("a", [], "2026-01-05", "2026-01-06")]));
  expect(parts.map((one) => one.node.id)).toEqual(["a", "b", "c"]);
  expect(parts[2]!.after.map((one) => one.id)).toEqual(["b"]);
});

test("what doesn't belong to the plan is neither drawn nor waited for", () => {
  const parts = drawn(plan([node("a", [], "2026-01-01", "2026-01-02", "out"), node("b", ["a"], "2026-01-02", "2026-01-03")]));
  expect(parts.map((one) => one.node.id)).toEqual(["b"]);
  expect(parts[0]!.after).toEqual([]);
});

test("a bar stands where its days are in the whole, and never outside of it", () => {
  const [first, last] = drawn(plan([node("a", [], "2026-01-01", "2026-01-06"), node("b", ["a"], "2026-01-11", "2026-01-11")], ["a"]));
  expect(first!.bar).toEqual({ from: 0, long: 0.5 });
  expect(first!.critical).toBe(true);
  expect(last!.bar!.from + last!.bar!.long).toBeCloseTo(1);
  expect(last!.critical).toBe(false);
});

test("parts that wait for each other are drawn all the same", () => {
  expect(drawn(plan([node("a", ["b"], null, null), node("b", ["a"], null, null)]))).toHaveLength(2);
});
