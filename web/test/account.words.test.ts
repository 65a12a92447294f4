import { expect, test } from "vitest";
import en from "../src/account/texts/en.json";
import ru from "../src/account/texts/ru.json";
import tt from "../src/account/texts/tt.json";
import planEn from "../src/plan/texts.en.json";
import planRu from "../src/plan/texts.ru.json";
import planTt from "../src/plan/texts.tt.json";
import { type Catalogues, hasPlurals, isTranslated, sameInTatar, sourceOf } from "./catalogues";

const ALL: [string, Catalogues, string][] = [
  ["the account", { ru, tt, en }, "../src/account"],
  ["the plan", { ru: planRu, tt: planTt, en: planEn }, "../src/plan"],
];
/** A number or a day alone reads alike in every language. */
const hasWords = (text: string) => /[a-zа-яё]/i.test(text.replace(/\{\w+\}/g, ""));

test.each(ALL)("%s has every text in Russian and Tatar, and none is a copy", (_, catalogues) => {
  isTranslated(catalogues, "ru", hasWords);
  isTranslated(catalogues, "tt", hasWords);
});

test.each(ALL)("no Tatar text of %s is the Russian one", (_, catalogues) => {
  const same = sameInTatar(catalogues).filter((key) => hasWords(String(catalogues.ru[key])));
  expect(same).toEqual([]);
});

test.each(ALL)("%s has the plural forms that the grammars have", (_, catalogues) => {
  hasPlurals(catalogues, "ru");
  hasPlurals(catalogues, "en");
});

test.each(ALL)("every text that %s asks for exists, and every text is asked for", (_, catalogues, folder) => {
  const source = sourceOf(folder) + (folder.endsWith("account") ? sourceOf("../src/ui") : "");
  const asked = [...source.matchAll(/\bsay\(\s*"([\w.-]+)"/g)].map((found) => found[1]!);
  expect(asked.filter((key) => !(key in catalogues.en))).toEqual([]);
  const made = [...source.matchAll(/say\(`([\w.]+\.)\$/g)].map((found) => found[1]!);
  const left = Object.keys(catalogues.en).filter((key) => !source.includes(`"${key}"`) && !made.some((one) => key.startsWith(one)));
  expect(left).toEqual([]);
});
