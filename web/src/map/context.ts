// What a question about a place needs from around it: the city's map, and where a parcel lies.

import { getContext, setContext } from "svelte";
import type { Api, Schemas } from "../api/client";
import type { Geometry } from "./geometry";

export type CityMap = Schemas["Map"];

export interface Places {
  map: CityMap | null | undefined;
  /** Whether a map comes only when somebody wants it: where one types, each of its buttons would be a step more. */
  waits: boolean;
  /** The outline of a parcel's number; "unknown" where no register has it, undefined where nobody could be asked. */
  parcel(number: string): Promise<Geometry | "unknown" | undefined>;
}

const PLACES = Symbol("places");

export function setPlaces(api: Api, map: () => CityMap | null | undefined, waits = false): void {
  const known = new Map<string, Geometry>();
  setContext<Places>(PLACES, {
    get map() {
      return map();
    },
    waits,
    async parcel(number) {
      const kept = known.get(number);
      if (kept) return kept;
      const { data, problem } = await api.ask(api.client.GET("/v1/parcels/{parcel}", { params: { path: { parcel: number } } }));
      const outline = data?.outline as unknown as Geometry | undefined;
      if (outline) known.set(number, outline);
      return outline ?? (problem?.status === 404 || problem?.status === 400 ? "unknown" : undefined);
    },
  });
}

export const usePlaces = (): Places | undefined => getContext<Places | undefined>(PLACES);
