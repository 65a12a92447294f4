// What was typed is kept in this tab alone: nothing personal stays on a shared computer.

import type { Schemas } from "../api/client";
import type { Answers } from "../forms/conditions";
import type { Known } from "./asking";
import type { Sent } from "./filled";

/** What of an application outlives a reload of its page. */
export interface Kept {
  answers: Answers;
  known: Record<string, Known>;
  documents: Record<string, Sent[]>;
  contact: Record<string, string>;
  applicant: Record<string, string>;
  step: string;
  key: string;
  draft?: string;
}

const PREFIX = "okno:";

export function recall<T>(name: string): T | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(PREFIX + name) ?? "null") as T) ?? undefined;
  } catch {
    return undefined; // a browser that keeps nothing: everything else still works
  }
}

export function remember(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // As above.
  }
}

export function forget(name: string): void {
  try {
    sessionStorage.removeItem(PREFIX + name);
  } catch {
    // As above.
  }
}

/** A random text; crypto.randomUUID is missing where a page isn't served over TLS. */
export function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A phone number without what people put between the digits; a Russian 8 becomes +7. */
export function plainPhone(typed: string): string {
  return typed.replace(/[\s()–-]/g, "").replace(/^8(?=\d{10}$)/, "+7");
}

/** What a draft holds, as the form of its service keeps it. */
export function ofDraft(code: string, draft: Schemas["Draft"]): Omit<Kept, "step" | "key"> {
  const documents = Object.entries(draft.documents ?? {}).map(([id, files]) => [id, files.map(({ file, name }) => ({ handle: file, name }))]);
  const disputed = Object.entries((draft.disputed ?? {}) as Record<string, Known>).map(([name, one]) => [name, { ...one, disputed: true }]);
  return {
    answers: draft.answers as Answers,
    contact: draft.contact as Record<string, string>,
    applicant: draft.applicant ?? {},
    documents: Object.fromEntries(documents),
    known: Object.fromEntries(disputed),
    draft: code,
  };
}

/** Where a tab keeps the receipt of a service that was filed in it, which is shown instead of the form. */
export const receiptOf = (service: string): string => `${service}:receipt`;

/** Lets the form of a service open with what is given, whatever was filed in this tab before. */
export function openWith(service: string, given: Partial<Kept>): void {
  remember(service, given);
  remember(receiptOf(service), null);
}

/** The answers that the form of a service will open with. */
export function begun(service: string): Record<string, unknown> {
  return recall<{ answers?: Record<string, unknown> }>(service)?.answers ?? {};
}

/** Answers given before the form was opened: it begins with them, and loses nothing that it had. */
export function begin(service: string, answers: Record<string, unknown>): void {
  remember(service, { ...recall<object>(service), answers: { ...begun(service), ...answers } });
}
