// The parts of the workplace beside the queues: each is read when it is wanted, and stands in the menu of those who may use it.

import type { Component } from "svelte";
import { speak, type Catalogues } from "../i18n";
import type { Desk, Membership } from "./desk";

export interface AreaProps {
  desk: Desk;
  /** What the address names behind the area. */
  path: string[];
}

export interface Area {
  id: string;
  roles: readonly string[];
  /** Whether it is part of the training. */
  trained?: true;
  load: () => Promise<{ default: Component<AreaProps> }>;
}

const CASE_WORKERS = ["intake", "expert", "decision_maker", "head"];
const EVERYBODY = ["intake", "expert", "decision_maker", "responder", "registrar", "methodologist", "head", "administrator"];

const AREAS: readonly Area[] = [
  { id: "counter", roles: ["intake"], load: () => import("./counter/CounterPage.svelte") },
  { id: "letters", roles: ["intake"], load: () => import("./counter/LettersPage.svelte") },
  { id: "unclear", roles: ["methodologist"], load: () => import("./unclear/UnclearPage.svelte") },
  { id: "consultations", roles: CASE_WORKERS, load: () => import("./consultations/ConsultationsPage.svelte") },
  { id: "cases", roles: CASE_WORKERS, trained: true, load: () => import("./cases/CasesPage.svelte") },
  { id: "late", roles: ["head", "administrator"], load: () => import("./cases/LatePage.svelte") },
  { id: "registers", roles: [...CASE_WORKERS, "responder", "registrar"], load: () => import("./registers/RegistersPage.svelte") },
  { id: "ledger", roles: ["administrator"], load: () => import("./ledger/LedgerPage.svelte") },
  { id: "catalogue", roles: EVERYBODY, load: () => import("./catalogue/CataloguePage.svelte") },
  { id: "embedding", roles: ["methodologist", "administrator", "head"], load: () => import("./embedding/EmbeddingPage.svelte") },
];

export const areasOf = (memberships: readonly Membership[], training: boolean): Area[] =>
  AREAS.filter((one) => !training || one.trained).filter((one) => memberships.some(({ roles }) => roles.some((role) => one.roles.includes(role))));

/** The departments in which somebody has one of the roles. */
export const placesOf = ({ me }: Desk, roles: readonly string[]): Membership[] =>
  me.memberships.filter((one) => one.roles.some((role) => roles.includes(role)));

/** The texts of an area, in the reader's language. */
export const teller = <K extends string>({ words }: Desk, catalogues: Catalogues<K>) => speak<K>(words.language, catalogues);
