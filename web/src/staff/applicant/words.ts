// What the workplace says of who applies, and of what they were sent.

import { speak } from "../../i18n";
import type { StaffWords } from "../words";
import en from "./texts.en.json";
import ru from "./texts.ru.json";
import tt from "./texts.tt.json";

export type Told = keyof typeof en;

export const applicantWords = ({ language }: StaffWords) => speak<Told>(language, { ru, tt, en });
