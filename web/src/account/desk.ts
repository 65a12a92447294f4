// What every page of the account shares: the API with the reader's token and language, and what needs looking at.

import type { Api, Schemas } from "../api/client";
import type { Session } from "../session/session.svelte";
import type { AccountWords } from "./words";

export type Own = Schemas["OwnApplication"] & { life_situation?: boolean };
export type Note = Schemas["OwnNotification"];
/** An application as the API gives it; what only some have is said where it is used. */
export type Tracking = Schemas["Tracking"] & Record<string, any>;

export interface Desk {
  api: Api;
  words: AccountWords;
  session: Session;
  /** The title of a page, for the window. */
  named: (title: string) => void;
  /** How many notifications have been read since the menu was drawn. */
  read: (count: number) => void;
}

/** Statuses after which nothing more happens. */
const ENDED = new Set(["closed", "withdrawn", "refused_registration"]);

export const hasEnded = (one: { status: string }): boolean => ENDED.has(one.status);

/** What somebody has to do: where it leads, and until when. */
export interface Need {
  what: "correct" | "answer" | "report" | "collect";
  number: string;
  /** The case of a life situation that it is about, or the milestone. */
  part?: string;
  title: Schemas["Text"];
  of?: Schemas["Text"];
  count: number;
  until: string | null;
}

/** Which of one's applications may need something, without asking for each. */
export const mayNeed = (one: Own): boolean =>
  !hasEnded(one) && (one.life_situation === true || ["returned", "granted", "refused"].includes(one.status));

/** What an application needs from its applicant. */
export function needsOf(seen: Tracking): Need[] {
  const { number, title } = seen;
  if (seen.plan) {
    const plan = seen.plan as Schemas["Plan"];
    const nodes = new Map(plan.nodes.map((one) => [one.id, one]));
    return (plan.needed as { what: Need["what"]; node: string; case: string | null; fields: string[]; until: string | null }[]).map(
      ({ what, node, case: part, fields, until }) => ({
        what, number, part: part ?? undefined, title: nodes.get(node)?.title ?? title, of: title, count: fields.length, until,
      }),
    );
  }
  if (seen.returned) return [{ what: "correct", number, title, count: seen.returned.fields.length, until: seen.returned.until }];
  if (seen.collect?.waiting) return [{ what: "collect", number, title, count: 0, until: null }];
  return [];
}

export const soonest = (one: Need, other: Need): number => (one.until ?? "9999").localeCompare(other.until ?? "9999");
