// What every part of the workplace shares: the API with the reader's token and language, and what is known of the catalogue.

import type { Api, Schemas, Service } from "../api/client";
import type { Session } from "../session/session.svelte";
import { nameOf } from "./people";
import type { Said, StaffWords } from "./words";

export type Me = Schemas["Profile"];
export type Membership = Me["memberships"][number];
export type Case = Schemas["Case"] & Record<string, any>;

export interface Ground {
  code: string;
  text: Record<string, string>;
  clause: string;
}

/** A Task as the API gives it; what only one kind has is said where it is used. */
export type Task = Schemas["Task"] & Record<string, any>;

export interface Desk {
  api: Api;
  /** Where the API is; empty where the page is. */
  address: string;
  words: StaffWords;
  session: Session;
  me: Me;
  /** Titles of services and life situations. */
  titles: Record<string, Schemas["Text"]>;
  catalogue: Schemas["Catalogue"];
}

/** The kinds of Tasks that a role does; a role that the workplace doesn't know sees them all. */
const KINDS_OF: Record<string, string[]> = {
  intake: ["intake", "handover"],
  expert: ["expert"],
  decision_maker: ["decision"],
  responder: ["request"],
  registrar: [],
  methodologist: [],
  administrator: [],
};
const KINDS = ["intake", "expert", "decision", "request", "handover"];

export function kindsOf(roles: string[]): string[] {
  const wanted = new Set(roles.flatMap((role) => KINDS_OF[role] ?? KINDS));
  return KINDS.filter((kind) => wanted.has(kind));
}

const services = new Map<string, Promise<Service | undefined>>();

/** A published service, read once for a visit. */
export function serviceOf({ api }: Desk, id: string): Promise<Service | undefined> {
  let found = services.get(id);
  if (!found) {
    found = api.ask(api.client.GET("/v1/catalogue/services/{service}", { params: { path: { service: id } } })).then(({ data }) => {
      if (!data) services.delete(id);
      return data;
    });
    services.set(id, found);
  }
  return found;
}

/** Who did something: oneself, a table, a register, or a colleague by name, by the end of their id where they have none. */
export function whoIs({ words: { say }, me }: Desk, by: string | null | undefined): string {
  if (!by) return "";
  if (by === me.id) return say("by.you");
  if (by.startsWith("register:")) return say("by.register");
  const known: Record<string, Said> = { table: "by.table", experts: "by.experts", link: "by.link", check: "by.machine", sweep: "by.machine" };
  return known[by] ? say(known[by]) : (nameOf(by) ?? say("by.colleague", { id: by.slice(-4) }));
}
