// What the Personal Account says: its own catalogue besides the one that all pages share.

import { speak, words, type Language, type Words } from "../i18n";
import en from "./texts/en.json";
import ru from "./texts/ru.json";
import tt from "./texts/tt.json";

const TEXTS = { ru, tt, en };
export type Said = keyof typeof en;

export interface AccountWords extends Words {
  /** A text of the account, with its {fields} filled in. */
  say(key: Said, fields?: Record<string, string | number>): string;
}

export const accountWords = (language: Language): AccountWords => ({ ...words(language), say: speak<Said>(language, TEXTS) });
