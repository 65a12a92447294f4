// What the picture of a plan says, on whichever page it is.

import { speak, type Language } from "../i18n";
import en from "./texts.en.json";
import ru from "./texts.ru.json";
import tt from "./texts.tt.json";

export type Said = keyof typeof en;

export const planSpeech = (language: Language) => speak<Said>(language, { ru, tt, en });
