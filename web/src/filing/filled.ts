// What a form that is filled in shows to its parts: an application before it is filed, or its correction.

import type { Api, Problem, Schemas } from "../api/client";
import type { Words } from "../i18n";
import type { Wrong } from "./checking";

/** A file that has gone to storage; `handle` is what the application names it by. */
export interface Sent {
  handle: string;
  name: string;
}

export interface Filled {
  readonly words: Words;
  readonly api: Api;
  readonly service: { id: string };
  /** The names of everything that is asked, in order. */
  readonly fields: string[];
  readonly askedDocuments: Schemas["AskedDocument"][];
  documents: Record<string, Sent[]>;
  wrong: Wrong;
  titleOf(name: string): string;
  /** Tells what isn't clear at a place; without it nobody is asked. */
  remark?(pointer: string, text: string): Promise<Problem | undefined>;
  /** Keeps what was typed in this tab. */
  keep(): void;
}

/** Moves to a field from wherever it is told of. A "#id" link doesn't reach into a shadow tree. */
export function reach(from: Node | undefined, name: string): void {
  const root = from?.getRootNode() as ShadowRoot | Document | undefined;
  const field = root?.getElementById(`q_${name}`) ?? root?.getElementById(`why_${name}`);
  const target = field?.matches("fieldset") ? (field.querySelector("input") ?? field) : field;
  target?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: "center" });
}
