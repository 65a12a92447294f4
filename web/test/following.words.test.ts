import { expect, test } from "vitest";
import en from "../src/following/texts.en.json";
import ru from "../src/following/texts.ru.json";
import tt from "../src/following/texts.tt.json";
import unclearEn from "../src/staff/unclear/texts.en.json";
import unclearRu from "../src/staff/unclear/texts.ru.json";
import unclearTt from "../src/staff/unclear/texts.tt.json";
import { type Catalogues, hasPlurals, isTranslated, sameInTatar, sourceOf } from "./catalogues";

const FOLLOWING: Catalogues = { ru, tt, en };
const UNCLEAR: Catalogues = { ru: unclearRu, tt: unclearTt, en: unclearEn };

test.each(["ru", "tt"] as const)("who follows an application, and who mends forms, reads %s", (language) => {
  for (const one of [FOLLOWING, UNCLEAR]) isTranslated(one, language);
});

test("no Tatar text is the Russian one, and numbers have their forms", () => {
  for (const one of [FOLLOWING, UNCLEAR]) {
    expect(sameInTatar(one)).toEqual([]);
    for (const language of ["ru", "en"] as const) hasPlurals(one, language);
  }
});

test("every text of these pages is asked for", () => {
  const made = /^(node|needed|correct|answer|in)\./;
  for (const [one, folder] of [[FOLLOWING, "../src/following"], [UNCLEAR, "../src/staff/unclear"]] as const) {
    const source = sourceOf(folder);
    expect(Object.keys(one.en).filter((key) => !made.test(key) && !source.includes(`"${key}"`))).toEqual([]);
  }
});
