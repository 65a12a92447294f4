import { expect, test } from "vitest";
import type { Service } from "../src/api/client";
import { drawingOf, schemaOf, shown } from "../src/forms/compile";
import { validate } from "../src/forms/validator";
import { words } from "../src/i18n";
import { placeOf, pointsOf, read, within, written, type Geometry, type Position } from "../src/map/geometry";
import en from "../src/map/texts.en.json";
import ru from "../src/map/texts.ru.json";
import tt from "../src/map/texts.tt.json";
import { type Catalogues, hasPlurals, isTranslated, sameInTatar, sourceOf } from "./catalogues";

const CATALOGUES: Catalogues = { ru, tt, en };
const TREES = ["Point", "MultiPoint"];
const TRENCH = ["LineString", "Polygon"];
const A: Position = [49.1, 55.8];
const B: Position = [49.101, 55.8];
const C: Position = [49.101, 55.801];

test.each([
  ["55.8, 49.1", TREES, { type: "Point", coordinates: A }],
  [" 55.8 49.1 ", ["Point"], { type: "Point", coordinates: A }],
  ["55.8, 49.1\n55.8, 49.101", TREES, { type: "MultiPoint", coordinates: [A, B] }],
  ["55.8, 49.1; 55.8, 49.101", TRENCH, { type: "LineString", coordinates: [A, B] }],
  ["55.8, 49.1; 55.8, 49.101; 55.801, 49.101; 55.8, 49.1", TRENCH, { type: "Polygon", coordinates: [[A, B, C, A]] }],
  ["55.8, 49.1; 55.8, 49.101; 55.801, 49.101", ["Polygon"], { type: "Polygon", coordinates: [[A, B, C, A]] }],
])("%j is read as people write it, latitude first", (text, kinds, place) => expect(read(text, kinds)).toEqual(place));

test.each([
  ["by the gate", TREES],
  ["55.8", TREES],
  ["55.8, 49.1, 120", TREES],
  ["55.8, 49.1; 55.8, 49.101", ["Point"]],
  ["55.8, 49.1", TRENCH],
  ["55.8, 49.1; 55.8, 49.101", ["Polygon"]],
])("%j is no such place", (text, kinds) => expect(read(text, kinds)).toBeUndefined());

test("what is written is read as the same place", () => {
  const places: [Geometry, string[]][] = [
    [{ type: "Point", coordinates: A }, TREES],
    [{ type: "MultiPoint", coordinates: [A, B] }, TREES],
    [{ type: "LineString", coordinates: [A, B, C] }, TRENCH],
    [{ type: "Polygon", coordinates: [[A, B, C, A]] }, TRENCH],
  ];
  for (const [place, kinds] of places) {
    expect(read(written(place), kinds)).toEqual(place);
    expect(placeOf(pointsOf(place), kinds, place.type === "Polygon")).toEqual(place);
  }
});

test("a parcel's outline is an outline, or a point in its middle", () => {
  const outline: Geometry = { type: "Polygon", coordinates: [[A, B, C, A]] };
  expect(within(outline, TRENCH)).toEqual(outline);
  expect(within(outline, TREES)).toEqual({ type: "Point", coordinates: [49.100667, 55.800333] });
});

const service = {
  form: {
    type: "object",
    properties: { trees: { type: "object", "x-geometry": TREES }, plot: { type: "string", maxLength: 21, "x-geometry": ["Parcel"] } },
  },
  fields: {},
} as unknown as Service;

test("a place is drawn as one question, a parcel as a text with a map", () => {
  const schema = schemaOf(service, ["trees", "plot"], {}, words("tt")) as any;
  expect(schema.properties.trees).toEqual({ title: "trees", type: "object", "x-geometry": TREES });
  const drawing = drawingOf(schema);
  expect(drawing.trees["ui:components"]).toEqual({ objectField: "placeField" });
  expect(drawing.plot["ui:components"]).toEqual({ textWidget: "parcelWidget" });
});

test.each(["ru", "tt", "en"] as const)("in %s, what is written and is no place is told so at its question", (language) => {
  const speech = words(language);
  expect(validate(service.form, { trees: "by the gate" }, speech)).toEqual([{ path: ["trees"], message: speech.t("wrong.place") }]);
  expect(validate(service.form, { trees: { type: "Point", coordinates: A } }, speech)).toEqual([]);
});

test("a place is shown as text; of a long one, what it begins with", () => {
  expect(shown(service, "trees", { type: "MultiPoint", coordinates: [A, B] }, words("ru"))).toBe("55.8, 49.1; 55.8, 49.101");
  const long = { type: "LineString", coordinates: Array.from({ length: 99 }, () => A) };
  expect(shown(service, "trees", long, words("ru"))).toMatch(/^(55\.8, 49\.1; ){8}… \(99\)$/);
});

test.each(["ru", "tt"] as const)("the map has every text in %s, and none is a copy", (language) => {
  isTranslated(CATALOGUES, language);
  expect(sameInTatar(CATALOGUES)).toEqual([]);
});

test.each(["ru", "en"] as const)("%s has the plural forms that its grammar has", (language) => hasPlurals(CATALOGUES, language));

test("every text of the map is asked for", () => {
  const source = sourceOf("../src/map");
  expect(Object.keys(en).filter((key) => !source.includes(`"${key}"`))).toEqual([]);
});
