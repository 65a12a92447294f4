// What is wrong with a step before the server is asked, and where the server's findings belong.

import type { Finding } from "../api/client";
import { segments } from "../api/pointer";
import { validate } from "../forms/validator";
import { APPLICANT } from "./content";
import type { Filing } from "./filing.svelte";
import type { Step } from "./steps";

export type Wrong = Record<string, string>;

const SHORTEST_REASON = 3;
const PHONE = /^\+[1-9]\d{9,14}$/;
const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;
const PARTS = new Set(["answers", "applicant", "known", "documents", "contact", "confirmation"]);

/** Field → what the form's own rules say to it. */
export function byRules(filing: Filing, step: Step): Wrong {
  const { t } = filing.words;
  const found: Wrong = {};
  if (step.kind === "page") {
    for (const { path, message } of validate(filing.service.form, filing.whole, filing.words)) {
      const name = String(path[0]);
      if (step.fields.includes(name)) found[name] ??= message;
    }
    for (const name of step.fields) {
      const one = filing.known[name];
      if (one?.disputed && (one.why ?? "").trim().length < SHORTEST_REASON) found[name] ??= t("known.why.needed");
    }
  }
  if (step.kind === "applicant") {
    for (const field of step.fields) {
      const name = field.slice(APPLICANT.length);
      if (!filing.applicant[name]) found[field] = t(name === "kind" || name.endsWith("_kind") ? "wrong.choose" : "wrong.required");
    }
  }
  if (step.kind === "documents") {
    for (const one of filing.askedDocuments) {
      if (one.required && !filing.documents[one.id]?.length) found[one.id] = t("documents.needed");
    }
  }
  if (step.kind === "contact") {
    const { phone, email } = filing.contact;
    // Who is signed in is written to in the account, too.
    if (!phone && !email && !filing.api.signedIn) found.phone = t("contact.needed");
    if (phone && !PHONE.test(phone)) found.phone = t("phone.wrong");
    if (email && !EMAIL.test(email)) found.email = t("wrong.email");
  }
  return found;
}

/** Field → the server's findings about it; those of other steps too, unless `only` one step is meant. */
export function placed(findings: readonly Finding[], only: Step | null): Wrong {
  const found: Wrong = {};
  for (const one of findings) {
    const [part = "", name = "", ...rest] = segments(one.pointer);
    const deep = rest.filter((each) => part === "applicant" && each);
    const field = part === "contact" && !name ? "phone" : part === "confirmation" ? "code" : part === "applicant" ? APPLICANT + [name || "kind", ...deep].join("_") : name;
    if (!PARTS.has(part) || !field || (only && !only.fields.includes(field))) continue;
    found[field] = found[field] ? `${found[field]} ${one.detail}` : one.detail;
  }
  return found;
}

/** Gives the same again where nothing of it goes, so that nothing is told anew. */
export function without(wrong: Wrong, names: readonly string[]): Wrong {
  if (!names.some((name) => name in wrong)) return wrong;
  return Object.fromEntries(Object.entries(wrong).filter(([name]) => !names.includes(name)));
}
