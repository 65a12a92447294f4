// What the workplace says of how a case stands, and of what may be done with it besides its Task.

import { speak } from "../../i18n";
import type { StaffWords } from "../words";
import en from "./texts.en.json";
import ru from "./texts.ru.json";
import tt from "./texts.tt.json";

export type Told = keyof typeof en;

export const actsWords = ({ language }: StaffWords) => speak<Told>(language, { ru, tt, en });
