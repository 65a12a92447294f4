import { expect, test } from "vitest";
import type { Service } from "../src/api/client";
import { drawingOf, pagesOf, schemaOf, shown } from "../src/forms/compile";
import { words } from "../src/i18n";

const tt = words("tt");
const service = {
  form: {
    type: "object",
    properties: {
      kind: { type: "string", enum: ["a", "b"] },
      day: { type: "string", format: "date" },
      agree: { const: true },
      trees: { type: "array", items: { type: "string" }, minItems: 1, "x-own": true },
    },
    required: ["kind"],
  },
  ui: { pages: [{ id: "one", title: { ru: "Один", tt: "Бер", en: "One" }, fields: ["kind", "day"] }] },
  fields: { kind: { title: { ru: "Вид", tt: "Төр", en: "Kind" }, values: { a: { ru: "А", tt: "Әй", en: "Ay" } } } },
} as unknown as Service;

test("a question that no page names stands on a page of its own", () => {
  expect(pagesOf(service, ["kind", "day", "agree", "trees"], tt).map((page) => [page.title, page.fields])).toEqual([
    ["Бер", ["kind", "day"]],
    [tt.t("form.rest"), ["agree", "trees"]],
  ]);
});

test("a question is drawn with the labels of one language, and keeps no keyword that the renderer doesn't know", () => {
  const { properties, required } = schemaOf(service, ["kind", "agree", "trees"], {}, tt) as any;
  expect(properties.kind).toEqual({ title: "Төр", type: "string", oneOf: [{ const: "a", title: "Әй" }, { const: "b", title: "b" }] });
  expect(properties.agree).toEqual({ title: "agree", type: "boolean" });
  expect(properties.trees).toMatchObject({ type: "array", minItems: 1, items: { type: "string" } });
  expect(properties.trees).not.toHaveProperty("x-own");
  expect(required).toEqual(["kind"]);
});

test("a question that needs a yes or a no isn't a box, since a box can't say no", () => {
  const form = { type: "object", properties: { dig: { type: "boolean" }, more: { type: "boolean" } }, required: ["dig"] };
  const schema = schemaOf({ ...service, form } as Service, ["dig", "more"], {}, tt) as any;
  expect(schema.properties.dig.oneOf).toEqual([{ const: true, title: "Әйе" }, { const: false, title: "Юк" }]);
  expect(schema.properties.more).toEqual({ title: "more", type: "boolean" });
  expect(drawingOf(schema).dig["ui:components"].selectWidget).toBe("radioWidget");
});

test("few choices are radio buttons, a date is three numbers", () => {
  const drawing = drawingOf(schemaOf(service, ["kind", "day"], {}, tt));
  expect(drawing.kind["ui:components"].selectWidget).toBe("radioWidget");
  expect(drawing.day["ui:components"].textWidget).toBe("dayWidget");
});

test("answers are shown as people read them", () => {
  expect(shown(service, "kind", "a", tt)).toBe("Әй");
  expect(shown(service, "day", "2026-05-14", tt)).toBe("2026 ел, 14 май");
  expect(shown(service, "agree", true, tt)).toBe("Әйе");
  expect(shown(service, "kind", undefined, tt)).toBe("Күрсәтелмәгән");
});
