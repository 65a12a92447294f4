// What the public pages say; see ../i18n for how a text is read.

import { speak, words, type Language, type Words } from "../i18n";
import en from "./texts/en.json";
import ru from "./texts/ru.json";
import tt from "./texts/tt.json";

const TEXTS = { ru, tt, en };
export type Said = keyof typeof en;

/** The words that every page has, and those of these pages. */
export interface Speech extends Words {
  say(key: Said, fields?: Record<string, string | number>): string;
}

export const speech = (language: Language): Speech => ({ ...words(language), say: speak<Said>(language, TEXTS) });
