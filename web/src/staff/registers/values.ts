// What a register keeps, as people read it.

import type { Words } from "../../i18n";
import { brief, type Geometry } from "../../map/geometry";

export function valueOf(value: unknown, words: Words): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "boolean") return words.t(value ? "yes" : "no");
  if (typeof value === "object" && "coordinates" in value) return brief(value as Geometry);
  if (typeof value === "object") return JSON.stringify(value);
  return /^\d{4}-\d\d-\d\d$/.test(String(value)) ? words.day(String(value)) : String(value);
}
