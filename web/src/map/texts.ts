// The map's own words; they come with its script.

import en from "./texts.en.json";
import ru from "./texts.ru.json";
import tt from "./texts.tt.json";

export type MapKey = keyof typeof en;
type Text = string | Record<string, string>;
export type Say = (key: MapKey, fields?: Record<string, string | number>) => string;

const CATALOGUES: Record<string, Record<MapKey, Text>> = { ru, tt, en };

export function textsOf(language: string): Say {
  const texts: Record<MapKey, Text> = CATALOGUES[language] ?? ru;
  // Browsers may lack Tatar's plurals: a noun doesn't change after a number there.
  const plurals = language === "tt" ? { select: () => "other" } : new Intl.PluralRules(language);
  return (key, fields = {}) => {
    const text = texts[key];
    const form = typeof text === "string" ? text : (text[plurals.select(Number(fields.n))] ?? text.other ?? "");
    return form.replace(/\{(\w+)\}/g, (_field: string, name: string) => String(fields[name] ?? ""));
  };
}
