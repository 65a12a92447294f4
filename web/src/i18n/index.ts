// What the pages say, in the reader's language: every language has every key, so there is no fallback.

import en from "./en.json";
import ru from "./ru.json";
import tt from "./tt.json";

export type Key = keyof typeof en;
export type Language = "ru" | "tt" | "en";
export type Text = Partial<Record<Language, string>>;
type Forms = Partial<Record<Intl.LDMLPluralRule, string>>;
export type Catalogues<K extends string> = Record<Language, Record<K, string | Forms>>;

export const LANGUAGES: readonly Language[] = ["ru", "tt", "en"];
const CATALOGUES: Catalogues<Key> = { ru, tt, en };
const LOCALES: Record<Language, string> = { ru: "ru-RU", tt: "tt-RU", en: "en-GB" };
// Browsers don't know the Tatar months; and to ask them for others costs an old phone a tenth of a second before anything is drawn.
const MONTHS: Record<Language, string[]> = {
  ru: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(" "),
  tt: "гыйнвар февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split(" "),
  en: "January February March April May June July August September October November December".split(" "),
};
/** Messages and letters tell times in the city's zone, so its pages do too. */
const ZONE = "Europe/Moscow";

/** The first of the wanted languages that there is; `wanted` may be a locale, as `tt-RU`. */
export function choose(...wanted: (string | null | undefined)[]): Language {
  const short = wanted.map((one) => one?.slice(0, 2).toLowerCase());
  return (short.find((one) => LANGUAGES.includes(one as Language)) as Language | undefined) ?? "ru";
}

export interface Words {
  language: Language;
  /** A text with its {fields} filled in; `n` also chooses the plural form. */
  t(key: Key, fields?: Record<string, string | number>): string;
  /** A text of the municipality's own catalogue. */
  pick(text: Text | null | undefined): string;
  /** 2026-11-26 as people write it. */
  day(date: string | null | undefined): string;
  /** An instant as the city's clocks show it. */
  instant(at: string | null | undefined): string;
  number(value: number): string;
}

/** Makes something when it is first wanted: what browsers know of languages and zones takes them long to bring. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** Reads one catalogue of texts, of a page or of a group of pages, in one language. */
export function speak<K extends string>(language: Language, catalogues: Catalogues<K>) {
  const plurals = once(() => new Intl.PluralRules(LOCALES[language]));
  return (key: K, fields: Record<string, string | number> = {}): string => {
    const found = catalogues[language][key] ?? key;
    const text = typeof found === "string" ? found : (found[plurals().select(Number(fields.n))] ?? found.other ?? "");
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(fields[name] ?? ""));
  };
}

export function words(language: Language): Words {
  const locale = LOCALES[language];
  const local = once(() => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE, dateStyle: "short", timeStyle: "short" }));
  const numbers = once(() => new Intl.NumberFormat(locale, { useGrouping: "min2" })); // 1995, but 10 000

  function day(date: string | null | undefined): string {
    if (!date || !/^\d{4}-\d{2}-\d{2}/.test(date)) return date ?? "";
    const [year, month, number] = date.slice(0, 10).split("-").map(Number) as [number, number, number];
    const name = MONTHS[language][month - 1];
    if (!name) return date;
    if (language === "tt") return `${year} ел, ${number} ${name}`;
    return language === "ru" ? `${number} ${name} ${year}\u00a0г.` : `${number} ${name} ${year}`;
  }

  return {
    language,
    t: speak<Key>(language, CATALOGUES),
    day,
    pick: (text) => text?.[language] || text?.ru || text?.en || "",
    instant: (at) => {
      if (!at) return "";
      const [date, time] = local().format(new Date(at)).split(" ");
      return `${day(date)}, ${time}`;
    },
    number: (value) => numbers().format(value),
  };
}
