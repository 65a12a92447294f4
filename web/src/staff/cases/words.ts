// What the area `cases` says.

import type { Desk } from "../desk";
import { teller } from "../areas";
import en from "./texts.en.json";
import ru from "./texts.ru.json";
import tt from "./texts.tt.json";

export type Told = keyof typeof en;
export type Tell = (key: Told, fields?: Record<string, string | number>) => string;

export const tellerOf = (desk: Desk): Tell => teller<Told>(desk, { ru, tt, en });
