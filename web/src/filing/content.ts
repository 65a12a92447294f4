// What is sent of a form: only what arises now, and who applies.

import type { Schemas } from "../api/client";
import type { Filing } from "./filing.svelte";

/** How the fields about who applies are named beside the form's own questions. */
export const APPLICANT = "applicant_";

/** Their fields, where the applicant doesn't act themselves; as the API's pointers name them. */
const REPRESENTED = ["name", "authority_kind", "authority_number", "authority_issued_on", "authority_valid_until"].map((one) => `representative_${one}`);
export const AUTHORITIES = ["power-of-attorney", "law", "charter", "court-decision"];
/** The paper that gives a representative their authority. */
export const AUTHORITY = "authority";

/** Only questions that arise, known answers as known, documents that are asked for. */
export function contentOf(filing: Filing) {
  const { service, known } = filing;
  const { names } = filing.asked;
  const said = Object.entries(known)
    .filter(([name]) => names.includes(name))
    .map(([name, one]) => [
      name,
      one.disputed ? { disputed: true, value: filing.answers[name], why: one.why ?? "" } : { confirmed: true, value: one.value },
    ]);
  const ids = new Set(filing.askedDocuments.map((one) => one.id).filter((id) => id !== AUTHORITY));
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
  const represented = kind && isRepresented(filing) ? REPRESENTED : [];
  return [...(filing.service.applicants.length > 1 ? ["kind"] : []), ...own, ...represented].map((name) => APPLICANT + name);
}

export const isRepresented = (filing: Filing): boolean => Boolean(kindOf(filing)?.representative && filing.applicant.representative);

/** What a representative's authority is shown by, among the documents. */
export const authority = (filing: Filing): Schemas["AskedDocument"] => ({
  id: AUTHORITY,
  title: { [filing.words.language]: filing.words.t("applicant.authority") },
  help: null,
  when: [],
  required: false,
  types: ["application/pdf", "image/jpeg", "image/png"],
  max_megabytes: 10,
  max_files: 1,
});

const trimmed = (applicant: Record<string, string>) => Object.fromEntries(Object.entries(applicant).map(([name, value]) => [name, value.trim()]));

function representativeOf({ applicant: typed, documents }: Filing) {
  const applicant = trimmed(typed);
  const file = documents[AUTHORITY]?.[0]?.handle;
  return {
    name: applicant.representative_name ?? "",
    authority: {
      kind: applicant.representative_authority_kind ?? "",
      number: applicant.representative_authority_number ?? "",
      issued_on: applicant.representative_authority_issued_on ?? "",
      valid_until: applicant.representative_authority_valid_until ?? "",
      ...(file ? { file } : {}),
    },
  };
}

/** The applicant's name from the questions that hold it, in the order in which they are asked. */
function namedBy({ service, whole }: Filing, names: string[]): string {
  const order = ((service.ui as { pages?: { fields: string[] }[] }).pages ?? []).flatMap((page) => page.fields);
  const sorted = [...names].sort((one, other) => order.indexOf(one) - order.indexOf(other));
  return sorted.map((name) => whole[name]).filter(Boolean).join(" ");
}

/** A person who acts themselves is known by the form's own questions, so that nothing more is sent. */
function applicantOf(filing: Filing): Schemas["Applicant"] | undefined {
  const kind = kindOf(filing);
  const represented = isRepresented(filing);
  const isPerson = kind?.kind === "person";
  const applicant = trimmed(filing.applicant);
  const name = kind && isPerson ? namedBy(filing, kind.named_by) : applicant.name;
  if (!kind || !name || (isPerson && !represented)) return undefined;
  const own = kind.needs.map((each) => [each, applicant[each]]).filter(([, value]) => value);
  return { kind: kind.kind, name, ...Object.fromEntries(own), ...(represented ? { representative: representativeOf(filing) } : {}) };
}
