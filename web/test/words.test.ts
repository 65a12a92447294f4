import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { choose, words } from "../src/i18n";
import en from "../src/i18n/en.json";
import ru from "../src/i18n/ru.json";
import tt from "../src/i18n/tt.json";

type Text = string | Record<string, string>;
const CATALOGUES: Record<string, Record<string, Text>> = { ru, tt, en };
const all = (text: Text): string[] => (typeof text === "string" ? [text] : Object.values(text));
const fields = (text: Text) => [...new Set(all(text).flatMap((one) => one.match(/\{\w+\}/g) ?? []))].sort();

test.each(["ru", "tt"])("%s has every text, and none is a copy", (language) => {
  const own = CATALOGUES[language]!;
  expect(Object.keys(own)).toEqual(Object.keys(en));
  for (const [key, english] of Object.entries(CATALOGUES.en!)) {
    expect(fields(own[key]!), key).toEqual(fields(english));
    for (const text of all(own[key]!)) {
      expect(text.trim(), key).not.toBe("");
      if (text.replace(/\{\w+\}|\W/gu, "")) expect(all(english), key).not.toContain(text);
    }
  }
});

test("no Tatar text is the Russian one, but for a word that both have", () => {
  const same = Object.keys(ru).filter((key) => JSON.stringify(CATALOGUES.ru![key]) === JSON.stringify(CATALOGUES.tt![key]));
  expect(same).toEqual([]);
});

// In Tatar a noun after a number doesn't change, so there is nothing to choose from.
test.each(["ru", "en"])("%s has the plural forms that its grammar has", (language) => {
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const [key, text] of Object.entries(CATALOGUES[language]!)) {
    if (typeof text !== "string") expect(Object.keys(text), key).toEqual(expect.arrayContaining(needed));
  }
});

test("every text that a page asks for exists, and every text is asked for", () => {
  const root = join(import.meta.dirname, "../src");
  const files = readdirSync(root, { recursive: true }).map(String).filter((name) => /\.(svelte|ts)$/.test(name));
  const source = files.map((name) => readFileSync(join(root, name), "utf8")).join("\n");
  const asked = [...source.matchAll(/\bt\(\s*(?:\w+ \? )?"([\w.-]+)"/g)].map((found) => found[1]!);
  expect(asked.filter((key) => !(key in en))).toEqual([]);
  const made = /^(status|holder|next|date|term|wrong|phone|email|code|applicant)\./;
  expect(Object.keys(en).filter((key) => !made.test(key) && !source.includes(`"${key}"`))).toEqual([]);
});

test("numbers decide the form of a word", () => {
  const { t } = words("ru");
  expect([1, 3, 5, 21].map((n) => t("wrong.title", { n }))).toEqual(["Исправьте 1 ответ", "Исправьте 3 ответа", "Исправьте 5 ответов", "Исправьте 21 ответ"]);
});

test("dates are written as each language writes them, times in the city's zone", () => {
  expect(words("tt").day("2026-11-26")).toBe("2026 ел, 26 ноябрь");
  expect(words("ru").day("2026-11-26")).toBe("26 ноября 2026 г.");
  expect(words("en").instant("2026-11-26T21:30:00.000Z")).toBe("27 November 2026, 00:30");
});

test("the language is what the page says, then what the reader prefers", () => {
  expect(choose("tt-RU", "en")).toBe("tt");
  expect(choose("fr", null, "en-GB")).toBe("en");
  expect(choose("fr")).toBe("ru");
});
