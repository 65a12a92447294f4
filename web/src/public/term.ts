// How long a decision takes at most, in words.

import type { Said, Speech } from "./texts";

export function termOf({ term }: { term: unknown }, { say }: Speech): string {
  const { days, unit } = term as { days: number; unit: string };
  return say(`days.${unit}` as Said, { n: days });
}
