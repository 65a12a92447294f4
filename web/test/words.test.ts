import { expect, test, vi } from "vitest";
import { choose, words } from "../src/i18n";
import en from "../src/i18n/en.json";
import ru from "../src/i18n/ru.json";
import tt from "../src/i18n/tt.json";
import { type Catalogues, hasPlurals, isTranslated, sameInTatar, sourceOf } from "./catalogues";

const CATALOGUES: Catalogues = { ru, tt, en };
/** A text of fields and signs alone is the same in every language. */
const hasWords = (text: string) => text.replace(/\{\w+\}|\W/gu, "") !== "";

test.each(["ru", "tt"] as const)("%s has every text, and none is a copy", (language) => isTranslated(CATALOGUES, language, hasWords));

test("no Tatar text is the Russian one", () => expect(sameInTatar(CATALOGUES)).toEqual([]));

test.each(["ru", "en"] as const)("%s has the plural forms that its grammar has", (language) => hasPlurals(CATALOGUES, language));

test("every text that a page asks for exists, and every text is asked for", () => {
  const source = sourceOf("../src", { recursive: true });
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
  expect(words("ru").day("2026-11-26")).toBe("26 ноября 2026\u00a0г.");
  expect(words("en").instant("2026-11-26T21:30:00.000Z")).toBe("27 November 2026, 00:30");
});

test("a first page is written without what browsers are slow to bring", () => {
  const made: string[] = [];
  const own = { ...Intl, DateTimeFormat: Intl.DateTimeFormat, NumberFormat: Intl.NumberFormat };
  for (const name of ["DateTimeFormat", "NumberFormat"] as const) {
    vi.spyOn(Intl, name).mockImplementation(function (...asked: unknown[]) {
      made.push(name);
      return Reflect.construct(own[name], asked);
    } as never);
  }
  for (const language of ["ru", "tt", "en"] as const) {
    const { t, day } = words(language);
    expect(t("term.working", { n: 5 }) + t("step", { n: 1, of: 7 }) + day("2026-02-01")).toContain("5");
  }
  expect(made).toEqual([]);
  expect(words("en").instant("2026-11-26T21:30:00.000Z") + words("ru").number(10_000)).toBe("27 November 2026, 00:3010\u00a0000");
  expect(made).toEqual(["DateTimeFormat", "NumberFormat"]);
  vi.restoreAllMocks();
});

test("the language is what the page says, then what the reader prefers", () => {
  expect(choose("tt-RU", "en")).toBe("tt");
  expect(choose("fr", null, "en-GB")).toBe("en");
  expect(choose("fr")).toBe("ru");
});
