import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import en from "../src/staff/texts.en.json";
import ru from "../src/staff/texts.ru.json";
import tt from "../src/staff/texts.tt.json";

type Text = string | Record<string, string>;
const CATALOGUES: Record<string, Record<string, Text>> = { ru, tt, en };
const all = (text: Text): string[] => (typeof text === "string" ? [text] : Object.values(text));
const fields = (text: Text) => [...new Set(all(text).flatMap((one) => one.match(/\{\w+\}/g) ?? []))].sort();

test.each(["ru", "tt"])("the workplace has every text in %s, and none is a copy", (language) => {
  const own = CATALOGUES[language]!;
  expect(Object.keys(own)).toEqual(Object.keys(en));
  for (const [key, english] of Object.entries(CATALOGUES.en!)) {
    expect(fields(own[key]!), key).toEqual(fields(english));
    for (const text of all(own[key]!)) {
      expect(text.trim(), key).not.toBe("");
      expect(all(english), key).not.toContain(text);
    }
  }
});

test("no Tatar text is the Russian one", () => {
  const same = Object.keys(ru).filter((key) => JSON.stringify(CATALOGUES.ru![key]) === JSON.stringify(CATALOGUES.tt![key]));
  expect(same).toEqual([]);
});

test.each(["ru", "en"])("%s has the plural forms that its grammar has", (language) => {
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const [key, text] of Object.entries(CATALOGUES[language]!)) {
    if (typeof text !== "string") expect(Object.keys(text), key).toEqual(expect.arrayContaining(needed));
  }
});

test("every text that the workplace asks for exists, and every text is asked for", () => {
  const root = join(import.meta.dirname, "../src/staff");
  const files = readdirSync(root).filter((name) => /\.(svelte|ts)$/.test(name));
  const source = files.map((name) => readFileSync(join(root, name), "utf8")).join("\n");
  const asked = [...source.matchAll(/\bsay\(\s*"([\w.-]+)"/g)].map((found) => found[1]!);
  expect(asked.filter((key) => !(key in en))).toEqual([]);
  const made = [...source.matchAll(/say\(`(\w+\.)\$/g)].map((found) => found[1]!);
  const left = Object.keys(en).filter((key) => !source.includes(`"${key}"`) && !made.some((one) => key.startsWith(one)));
  expect(left).toEqual([]);
});
