import { expect, test } from "vitest";
import { daily, grouped, period } from "../src/public/figures";
import { route } from "../src/public/route";
import en from "../src/public/texts/en.json";
import ru from "../src/public/texts/ru.json";
import tt from "../src/public/texts/tt.json";
import { type Catalogues, isTranslated, sameInTatar, sourceOf } from "./catalogues";

const CATALOGUES: Catalogues = { ru, tt, en };
/** Words that Tatar and Russian share. */
const SHARED = ["nav.statistics"];

test.each(["ru", "tt"] as const)("%s has every text of the public pages, and none is a copy", (language) => {
  isTranslated(CATALOGUES, language);
  expect(sameInTatar(CATALOGUES)).toEqual(SHARED);
});

test("every text that a public page asks for exists, and every text is asked for", () => {
  const source = sourceOf("../src/public") + sourceOf("../src/ui");
  const asked = [...source.matchAll(/\bsay\(\s*(?:[\w.]+ \? )?"([\w.-]+)"/g)].map((found) => found[1]!);
  expect(asked.filter((key) => !(key in en))).toEqual([]);
  expect(Object.keys(en).filter((key) => !/^(measure|channel|days)\./.test(key) && !source.includes(`"${key}"`))).toEqual([]);
});

test("an address names one page, and one that doesn't is said to be lost", () => {
  expect(route("")).toEqual({ page: "services" });
  expect(route("#/services/tree-felling")).toEqual({ page: "service", service: "tree-felling" });
  expect(route("#/services/tree-felling/apply")).toEqual({ page: "apply", service: "tree-felling" });
  expect(route("#/statistics")).toEqual({ page: "statistics" });
  for (const strange of ["#/services/../x", "#/services/A b", "#/statistics/x", "#/x", "#/services/a/apply/b"]) {
    expect(route(strange).page, strange).toBe("lost");
  }
});

test("figures are the API's counters added up, with the days on which nothing happened", () => {
  const rows = [
    { measure: "received", service: "a", dimension: "portal", count: 2 },
    { measure: "received", service: "a", dimension: "counter", count: 3 },
    { measure: "granted", service: "b", dimension: "portal", count: 7 },
  ];
  expect(grouped(rows, "service", [["received"], ["granted"]], (id) => id).map((one) => [one.id, ...one.numbers])).toEqual([["a", 5, 0], ["b", 0, 7]]);
  const days = [{ day: "2026-11-28", counts: { received: 2, granted: 1, refused: 1 } }];
  const told = { from: "2026-11-27", until: "2026-11-29", at: "", totals: {}, rows, days };
  expect(daily(told)).toEqual([["2026-11-27", 0, 0], ["2026-11-28", 2, 2], ["2026-11-29", 0, 0]]);
  expect(period("days", "2026-03-01")).toEqual({ from: "2026-01-31", until: "2026-03-01" });
});
