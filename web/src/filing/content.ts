// What is sent of a form: only what arises now, and who applies.

import type { Schemas } from "../api/client";
import { asked } from "../forms/conditions";
import type { Filing } from "./filing.svelte";

/** How the fields about who applies are named beside the form's own questions. */
export const APPLICANT = "applicant_";

/** Only questions that arise, known answers as known, documents that are asked for. */
export function contentOf(filing: Filing) {
  const { service, known } = filing;
  const { names } = asked(service.form, filing.whole);
  const said = Object.entries(known)
    .filter(([name]) => names.includes(name))
    .map(([name, one]) => [
      name,
      one.disputed ? { disputed: true, value: filing.answers[name], why: one.why ?? "" } : { confirmed: true, value: one.value },
    ]);
  const ids = new Set(filing.askedDocuments.map((one) => one.id));
  const documents = Object.entries(filing.documents).filter(([id, files]) => ids.has(id) && files.length);
  const given = names.filter((name) => filing.answers[name] !== undefined && !known[name]);
  const applicant = applicantOf(filing);
  return {
    service: service.id,
    answers: Object.fromEntries(given.map((name) => [name, filing.answers[name]])),
    ...(said.length ? { known: Object.fromEntries(said) as Schemas["NewCheck"]["known"] } : {}),
    ...(documents.length ? { documents: Object.fromEntries(documents.map(([id, files]) => [id, files.map((one) => one.handle)])) } : {}),
    ...(applicant ? { applicant } : {}),
  };
}

/** The kind that applies; the only one where there is no choice. */
export function kindOf(filing: Filing): Schemas["AskedApplicant"] | undefined {
  const { applicants } = filing.service;
  return applicants.length === 1 ? applicants[0] : applicants.find((one) => one.kind === filing.applicant.kind);
}

/** The fields about who applies that arise now. */
export function applicantFields(filing: Filing): string[] {
  const kind = kindOf(filing);
  const own = !kind || kind.kind === "person" ? [] : ["name", ...kind.needs];
  return [...(filing.service.applicants.length > 1 ? ["kind"] : []), ...own].map((name) => APPLICANT + name);
}

/** A person is known by the form's own questions, so that nothing more is sent. */
function applicantOf(filing: Filing): Schemas["Applicant"] | undefined {
  const kind = kindOf(filing);
  const { name } = filing.applicant;
  if (!kind || kind.kind === "person" || !name) return undefined;
  const own = kind.needs.map((each) => [each, filing.applicant[each]]).filter(([, value]) => value);
  return { kind: kind.kind, name, ...Object.fromEntries(own) };
}
