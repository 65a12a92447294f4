import { expect, test } from "vitest";
import { asked, wanted } from "../src/forms/conditions";
import { format } from "../src/forms/formats";
import { validate } from "../src/forms/validator";
import { words } from "../src/i18n";

const en = words("en");
const ru = words("ru");

test("a missing answer is told at its own question, in the reader's language", () => {
  const form = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };
  expect(validate(form, {}, ru)).toEqual([{ path: ["a"], message: ru.t("wrong.required") }]);
});

test("an answer of no letters is no answer", () => {
  const form = { type: "object", properties: { a: { type: "string", minLength: 1 } } };
  expect(validate(form, { a: "" }, en)).toEqual([{ path: ["a"], message: en.t("wrong.required") }]);
});

test("a limit is told with its number", () => {
  const form = { type: "object", properties: { n: { type: "integer", maximum: 12 } } };
  expect(validate(form, { n: 13 }, en)).toEqual([{ path: ["n"], message: "12 or less." }]);
});

test("each question has one message, however many rules it breaks", () => {
  const form = { type: "object", properties: { a: { type: "string", minLength: 14, pattern: "^[0-9]+$" } } };
  expect(validate(form, { a: "x" }, en)).toHaveLength(1);
});

test("a date that doesn't exist, and one half typed, are wrong", () => {
  const form = { type: "object", properties: { d: { type: "string", format: "date" } } };
  for (const d of ["2026-02-30", "0000-00-14"]) expect(validate(form, { d }, en)[0]?.message).toBe(en.t("wrong.date"));
  expect(validate(form, { d: "2024-02-29" }, en)).toEqual([]);
});

test("a consent that must be given is asked for, not guessed", () => {
  const form = { type: "object", properties: { c: { type: "boolean", const: true } }, required: ["c"] };
  expect(validate(form, {}, en)[0]?.path).toEqual(["c"]);
  expect(validate(form, { c: false }, en)[0]?.message).toBe(en.t("wrong.accept"));
});

const TENANT = {
  type: "object",
  properties: { basis: { enum: ["owner", "tenant"] }, lease: { type: "string" }, until: { type: "string" } },
  required: ["basis"],
  allOf: [
    {
      if: { properties: { basis: { enum: ["tenant"] } }, required: ["basis"] },
      then: { required: ["lease"] },
      else: { properties: { lease: false, until: false } },
    },
  ],
};

test("a question that another one decides isn't asked before that one is answered", () => {
  expect(asked(TENANT, {}).names).toEqual(["basis"]);
  expect(asked(TENANT, { basis: "owner" }).names).toEqual(["basis"]);
  const tenant = asked(TENANT, { basis: "tenant" });
  expect(tenant.names).toEqual(["basis", "lease", "until"]);
  expect([...tenant.required]).toEqual(["basis", "lease"]);
});

test("a document is asked for when all its conditions hold", () => {
  const one = { when: [{ value: { answer: "/right" }, in: ["tenant", "manager"] }, { value: { answer: "/place" }, is: "yard" }] };
  expect(wanted(one, { right: "manager", place: "yard" })).toBe(true);
  expect(wanted(one, { right: "manager", place: "street" })).toBe(false);
  expect(wanted({ when: [] }, {})).toBe(true);
});

test("what a form always asks isn't hidden by a condition that would ask it, too", () => {
  const none = { properties: { right: { const: "none" } }, required: ["right"] };
  const small = { properties: { size: { const: "small" } }, required: ["size"] };
  const form = {
    properties: { right: {}, name: {}, lease: {}, paper: {}, load: {}, power: {} },
    required: ["right", "name"],
    allOf: [
      { if: none, then: { required: ["right", "name", "lease"] } },
      { if: { allOf: [{ not: none }, { not: small }] }, then: { required: ["paper"] } },
      { if: { not: { required: ["load"] } }, then: { properties: { power: false } } },
    ],
  };
  // Until `right` is answered, nothing that hangs on it arises, however deep it stands in a condition.
  expect(asked(form, {}).names).toEqual(["right", "name", "load"]);
  expect(asked(form, { right: "none" }).names).toEqual(["right", "name", "lease", "paper", "load"]);
  expect([...asked(form, { right: "owned" }).required]).toContain("paper");
  expect(asked(form, { right: "owned", load: 5 }).names).toContain("power");
});

test("days and addresses are checked while one fills in; other formats are left to the server", () => {
  expect(["2026-02-28", "2024-02-29"].every((day) => format.date!(day))).toBe(true);
  expect(["2026-02-30", "0000-00-14", "2026-2-3", "x"].some((day) => format.date!(day))).toBe(false);
  expect([format.email!("a@b.ru"), format.email!("a@b")]).toEqual([true, false]);
  expect(Object.keys(format)).toEqual(["date", "email"]);
});
