// What is said to who follows an application; see ../i18n for how a text is read.

import { speak, type Words } from "../i18n";
import en from "./texts.en.json";
import ru from "./texts.ru.json";
import tt from "./texts.tt.json";

export type Told = keyof typeof en;

export const tell = ({ language }: Words) => speak<Told>(language, { ru, tt, en });
