import { expect, test } from "vitest";
import * as madeUp from "../src/staff/training/made-up";
import { Office } from "../src/staff/training/office";

type Loose = Record<string, any>;
const nothing = new URLSearchParams();

/** Every text in three languages that stands anywhere in something. */
function* textsOf(one: unknown): Generator<Loose> {
  if (!one || typeof one !== "object") return;
  if ("ru" in one) yield one as Loose;
  else for (const each of Object.values(one)) yield* textsOf(each);
}

test("what is made up is told in every language, and none is a copy", () => {
  for (const text of textsOf(Object.values(madeUp))) {
    expect(Object.keys(text)).toEqual(["ru", "tt", "en"]);
    expect(new Set(Object.values(text)).size, text.ru).toBe(3);
  }
});

test("every kind of Task can be practised, up to a decision", () => {
  const office = new Office();
  const open = (kind: string): Loose[] => (office.answer("GET", "/v1/tasks", new URLSearchParams({ kind }), {})!.body as { items: Loose[] }).items;
  const said: Loose = { expert: { outcome: "pass" }, request: { answer: { cable: "none" } }, decision: { outcome: "grant" } };
  for (const kind of ["intake", "request", "expert", "decision"]) {
    for (const task of open(kind)) {
      const whole = office.answer("GET", `/v1/tasks/${task.task}`, nothing, {})!.body as Loose;
      const checklist = Object.fromEntries((whole.checklist ?? []).map((one: Loose) => [one.id, { yes: true }]));
      const done = office.answer("POST", `/v1/tasks/${task.task}/completion`, nothing, { version: task.version, checklist, ...said[kind] });
      expect(done?.status, kind).toBe(200);
      expect(office.answer("POST", `/v1/tasks/${task.task}/completion`, nothing, { version: task.version })?.status).toBe(409);
    }
  }
  const left = office.answer("GET", "/v1/cases", nothing, {})!.body as { items: Loose[] };
  expect(left.items).toEqual([]);
});

test("what isn't practised is answered by nobody", () => {
  expect(new Office().answer("POST", "/v1/counter/applications", nothing, {})).toBeUndefined();
});
