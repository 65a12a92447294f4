// What the workplace says: its own catalogue besides the one that all pages share.

import { speak, words, type Language, type Words } from "../i18n";
import en from "./texts.en.json";
import ru from "./texts.ru.json";
import tt from "./texts.tt.json";

export type Said = keyof typeof en;

export interface StaffWords extends Words {
  /** A text of the workplace, with its {fields} filled in. */
  say(key: Said, fields?: Record<string, string | number>): string;
}

export function staffWords(language: Language): StaffWords {
  return { ...words(language), say: speak<Said>(language, { ru, tt, en }) };
}
