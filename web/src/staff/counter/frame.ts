// What the counter asks beside the service's own form: who came and with what paper, and how the result goes back.

import type { Service } from "../../api/client";
import type { Answers, Obj } from "../../forms/conditions";
import { LANGUAGES, type Text, type Words } from "../../i18n";
import type { Tell, Told } from "./words";

export interface Drawn {
  drawn: Service;
  form: Obj;
}

const LINE = { type: "string", minLength: 1, maxLength: 100 };
const NAME = { type: "string", minLength: 1, maxLength: 500 };
const SHORT = { type: "string", minLength: 1, maxLength: 20 };
const DAY = { type: "string", format: "date" };
const OWN_NAMES = { ru: "Русский", tt: "Татарча", en: "English" };
/** What a representative's authority is called among the API's codes. */
export const AUTHORITIES = ["power-of-attorney", "law", "charter", "court-decision"];

/** Who applies, where the form doesn't say it, and whom the officer has seen. */
export function whoForm(service: Service, given: Answers, tell: Tell, words: Words): Drawn {
  const kinds = service.applicants.map((one) => one.kind);
  const kind = kindOf(service, given);
  const properties: Obj = { channel: { enum: ["paper", "counter"] } };
  if (kinds.length > 1) properties.kind = { enum: kinds };
  if (kind && !named(service, given)) properties.name = NAME;
  for (const one of kind?.needs ?? []) properties[one] = SHORT;
  if (kind?.representative) {
    properties.through = { enum: ["self", "representative"] };
    if (given.through === "representative") {
      Object.assign(properties, { representative: NAME, authority: { enum: AUTHORITIES }, authority_number: LINE });
      Object.assign(properties, { authority_issued_on: DAY, authority_valid_until: DAY });
    }
  }
  Object.assign(properties, { document: LINE, document_number: LINE });
  return drawnBy(properties, [], tell, words);
}

/** Where to write to the applicant, in which language, and where the result is collected. */
export function wayForm(given: Answers, tell: Tell, words: Words): Drawn {
  const properties: Obj = {
    collect: { enum: ["counter", "post"] },
    language: { enum: [...LANGUAGES] },
    phone: SHORT,
    email: { type: "string", format: "email", maxLength: 254 },
    address: NAME,
  };
  return drawnBy(properties, given.collect === "post" ? ["phone", "email"] : ["phone", "email", "address"], tell, words);
}

/** The kind that applies, the only one where there is no choice. */
export const kindOf = (service: Service, given: Answers) =>
  service.applicants.length === 1 ? service.applicants[0] : service.applicants.find((one) => one.kind === given.kind);

/** The questions that hold the applicant's name, in the form's order; nothing where it has to be typed. */
export function named(service: Service, given: Answers): string[] | undefined {
  const order = (((service.ui as Obj).pages ?? []) as { fields: string[] }[]).flatMap((page) => page.fields);
  const questions = [...(kindOf(service, given)?.named_by ?? [])].sort((one, other) => order.indexOf(one) - order.indexOf(other));
  return questions.length ? questions : undefined;
}

function drawnBy(properties: Obj, optional: string[], tell: Tell, words: Words): Drawn {
  const text = (name: string): Text => ({ [words.language]: tell(`ask.${name}` as Told) });
  const value = (name: string, one: string): Text => (name === "language" ? { [words.language]: OWN_NAMES[one as "ru"] } : text(`${name}.${one}`));
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, one]) => {
      const values = Object.fromEntries(((one as Obj).enum ?? []).map((each: string) => [each, value(name, each)]));
      return [name, { title: text(name), values }];
    }),
  );
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  const form = { type: "object", properties, required };
  return { drawn: { form, fields } as unknown as Service, form };
}
