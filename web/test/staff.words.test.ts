import { expect, test } from "vitest";
import en from "../src/staff/texts.en.json";
import ru from "../src/staff/texts.ru.json";
import tt from "../src/staff/texts.tt.json";
import { type Catalogues, hasPlurals, isTranslated, sameInTatar, sourceOf } from "./catalogues";

const CATALOGUES: Catalogues = { ru, tt, en };

test.each(["ru", "tt"] as const)("the workplace has every text in %s, and none is a copy", (language) => isTranslated(CATALOGUES, language));

test("no Tatar text is the Russian one", () => expect(sameInTatar(CATALOGUES)).toEqual([]));

test.each(["ru", "en"] as const)("%s has the plural forms that its grammar has", (language) => hasPlurals(CATALOGUES, language));

test("every text that the workplace asks for exists, and every text is asked for", () => {
  const source = sourceOf("../src/staff");
  const asked = [...source.matchAll(/\bsay\(\s*"([\w.-]+)"/g)].map((found) => found[1]!);
  expect(asked.filter((key) => !(key in en))).toEqual([]);
  const made = [...source.matchAll(/say\(`(\w+\.)\$/g)].map((found) => found[1]!);
  const left = Object.keys(en).filter((key) => !source.includes(`"${key}"`) && !made.some((one) => key.startsWith(one)));
  expect(left).toEqual([]);
});
