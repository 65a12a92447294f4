// What every catalogue of texts keeps to, whichever pages it is for.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

export type Text = string | Record<string, string>;
export type Catalogues = Record<"ru" | "tt" | "en", Record<string, Text>>;

const all = (text: Text | undefined): string[] => (typeof text === "string" ? [text] : Object.values(text ?? {}));
const fields = (text: Text | undefined) => [...new Set(all(text).flatMap((one) => one.match(/\{\w+\}/g) ?? []))].sort();

/** Every text is there with its fields, and none is a copy of the English one; `counts` says which texts have words. */
export function isTranslated(catalogues: Catalogues, language: "ru" | "tt", counts: (text: string) => boolean = () => true) {
  const own = catalogues[language];
  expect(Object.keys(own)).toEqual(Object.keys(catalogues.en));
  for (const [key, english] of Object.entries(catalogues.en)) {
    expect(fields(own[key]), key).toEqual(fields(english));
    for (const text of all(own[key])) {
      expect(text.trim(), key).not.toBe("");
      if (counts(text)) expect(all(english), key).not.toContain(text);
    }
  }
}

/** The keys whose Tatar text is the Russian one. */
export function sameInTatar({ ru, tt }: Catalogues): string[] {
  return Object.keys(ru).filter((key) => JSON.stringify(ru[key]) === JSON.stringify(tt[key]));
}

/** A text that depends on a number has the forms that the grammar has; in Tatar a noun doesn't change after a number. */
export function hasPlurals(catalogues: Catalogues, language: "ru" | "en") {
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  for (const [key, text] of Object.entries(catalogues[language])) {
    if (typeof text !== "string") expect(Object.keys(text), key).toEqual(expect.arrayContaining(needed));
  }
}

/** The source of pages, as one text. */
export function sourceOf(folder: string, { recursive = false } = {}): string {
  const root = join(import.meta.dirname, folder);
  const files = readdirSync(root, { recursive }).map(String).filter((name) => /\.(svelte|ts)$/.test(name));
  return files.map((name) => readFileSync(join(root, name), "utf8")).join("\n");
}
