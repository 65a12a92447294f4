// What is recorded of a consultation, as the form's renderer takes it.

import type { Service } from "../../api/client";
import type { Obj } from "../../forms/conditions";
import type { Desk, Membership } from "../desk";
import type { Tell, Told } from "./words";

/** The API takes any code of the department; these are the ones that the pages offer. */
export const TOPICS = ["documents", "how", "terms", "status", "appeal", "other"];
export const CHANNELS = ["counter", "phone", "online", "email", "letter"];
/** What advice may be about: a spot, a stretch of street, a plot. */
export const PLACES = ["Point", "LineString", "Polygon"];
const SAID = { type: "string", minLength: 1, maxLength: 4000 };

export function named(tell: Tell, group: "topic" | "channel", code: string): string {
  if (!(group === "topic" ? TOPICS : CHANNELS).includes(code)) return code;
  return group === "topic" ? tell(`topic.${code}` as Told) : tell(`channel.${code}` as Told);
}

export function asked({ catalogue, words }: Desk, places: Membership[], tell: Tell): { drawn: Service; form: Obj } {
  const properties: Obj = {
    ...(places.length > 1 ? { department: { enum: places.map((one) => one.department) } } : {}),
    channel: { enum: CHANNELS },
    service: { enum: catalogue.services.map((one) => one.id) },
    topic: { enum: TOPICS },
    question: SAID,
    answer: SAID,
    minutes: { type: "integer", minimum: 0, maximum: 600 },
    ...(catalogue.map ? { place: { type: "object", "x-geometry": PLACES } } : {}),
    name: { type: "string", minLength: 1, maxLength: 200 },
    phone: { type: "string", minLength: 1, maxLength: 20 },
    email: { type: "string", format: "email", maxLength: 254 },
  };
  const text = (value: string) => ({ [words.language]: value });
  const values: Record<string, Obj> = {
    department: Object.fromEntries(places.map((one) => [one.department, one.title])),
    service: Object.fromEntries(catalogue.services.map((one) => [one.id, one.title])),
    topic: Object.fromEntries(TOPICS.map((one) => [one, text(named(tell, "topic", one))])),
    channel: Object.fromEntries(CHANNELS.map((one) => [one, text(named(tell, "channel", one))])),
  };
  const fields = Object.fromEntries(
    Object.keys(properties).map((name) => [name, { title: text(tell(`ask.${name}` as Told)), values: values[name] }]),
  );
  const required = Object.keys(properties).filter((name) => ["department", "channel", "topic", "answer", "minutes"].includes(name));
  const form = { type: "object", properties, required };
  return { drawn: { form, fields } as unknown as Service, form };
}
