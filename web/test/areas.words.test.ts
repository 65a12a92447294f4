import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Catalogues, hasPlurals, isTranslated, sameInTatar, sourceOf } from "./catalogues";

const STAFF = join(import.meta.dirname, "../src/staff");
const AREAS = readdirSync(STAFF).filter((name) => existsSync(join(STAFF, name, "texts.en.json")));

const catalogues = (area: string) =>
  Object.fromEntries(["ru", "tt", "en"].map((one) => [one, JSON.parse(readFileSync(join(STAFF, area, `texts.${one}.json`), "utf8"))])) as Catalogues;

test.each(AREAS)("every text of %s is there in each language, and is asked for", (area) => {
  const told = catalogues(area);
  for (const language of ["ru", "tt"] as const) isTranslated(told, language);
  for (const language of ["ru", "en"] as const) hasPlurals(told, language);
  expect(sameInTatar(told)).toEqual([]);
  const source = sourceOf(`../src/staff/${area}`);
  const asked = [...source.matchAll(/\btell\(\s*"([\w.-]+)"/g)].map((found) => found[1]!);
  expect(asked.filter((key) => !(key in told.en))).toEqual([]);
  const made = [...source.matchAll(/(?:tell|text)\(`(\w+\.)\$/g)].map((found) => found[1]!);
  const left = Object.keys(told.en).filter((key) => !source.includes(`"${key}"`) && !made.some((one) => key.startsWith(one)));
  expect(left).toEqual([]);
});
