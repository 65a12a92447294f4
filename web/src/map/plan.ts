// What is drawn where there is no base map: streets with their names, parcels with their numbers.

import * as L from "leaflet";
import type { CityMap } from "./context";
import type { Geometry, Position } from "./geometry";
import shipped from "./plan.json";

interface Feature {
  properties: { name?: string; number?: string };
  geometry: Geometry;
}

export interface Plan {
  parcels: Map<string, Geometry>;
  streets: { name: string; line: Position[] }[];
  bounds: L.LatLngBounds;
}

const NEAR = 60;
const METRES = 111_320;
/** Names of streets would cover each other on a map of the whole city. */
const NAMED = 15;

/** The municipality's own plan; where it has neither that nor a base map, the one that ships. */
export async function planOf(city: CityMap): Promise<Plan | undefined> {
  if (!city.plan) return city.tiles ? undefined : read(shipped.features as unknown as Feature[]);
  try {
    const answer = await fetch(city.plan);
    return read(((await answer.json()) as { features: Feature[] }).features);
  } catch {
    return undefined;
  }
}

function read(features: Feature[]): Plan {
  const parcels = new Map<string, Geometry>();
  const streets: Plan["streets"] = [];
  const bounds = L.latLngBounds([]);
  for (const { properties, geometry } of features) {
    if (properties.number && geometry.type === "Polygon") parcels.set(properties.number, geometry);
    if (properties.name && geometry.type === "LineString") streets.push({ name: properties.name, line: geometry.coordinates });
    const points = (geometry.type === "Polygon" ? geometry.coordinates[0] : geometry.coordinates) as Position[];
    for (const [x, y] of points) bounds.extend([y, x]);
  }
  return { parcels, streets, bounds };
}

export function drawPlan(plan: Plan, map: L.Map): void {
  for (const [number, outline] of plan.parcels) {
    const ring = (outline.coordinates[0] as Position[]).map(([x, y]): L.LatLngTuple => [y, x]);
    L.polygon(ring, { className: "ms-parcel", weight: 1 }).bindTooltip(() => span(number), { sticky: true }).addTo(map);
  }
  for (const { name, line } of plan.streets) {
    L.polyline(line.map(([x, y]): L.LatLngTuple => [y, x]), { className: "ms-street", weight: 7, interactive: false })
      .bindTooltip(() => span(name), { permanent: true, direction: "center", className: "ms-street-name" })
      .addTo(map);
  }
  const named = () => map.getContainer().classList.toggle("ms-named", map.getZoom() >= NAMED);
  map.on("zoomend", named);
  named();
}

/** The parcel that a point lies in: its ring is crossed an odd number of times on the way out. */
export function parcelAt({ parcels }: Plan, [x, y]: Position): string | undefined {
  for (const [number, outline] of parcels) {
    const ring = outline.coordinates[0] as Position[];
    let inside = false;
    for (let at = 0, before = ring.length - 1; at < ring.length; before = at++) {
      const [x1, y1] = ring[at]!;
      const [x2, y2] = ring[before]!;
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    }
    if (inside) return number;
  }
  return undefined;
}

/** The street that a point is nearest to, not farther than some steps. */
export function streetNear({ streets }: Plan, at: Position): string | undefined {
  const wide = METRES * Math.cos((at[1] * Math.PI) / 180);
  let found: string | undefined;
  let nearest = NEAR;
  for (const { name, line } of streets) {
    for (let n = 1; n < line.length; n++) {
      const [ax, ay, bx, by] = [line[n - 1]!, line[n]!].flatMap(([x, y]) => [(x - at[0]) * wide, (y - at[1]) * METRES]) as [number, number, number, number];
      const along = Math.max(0, Math.min(1, -(ax * (bx - ax) + ay * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2 || 1)));
      const far = Math.hypot(ax + along * (bx - ax), ay + along * (by - ay));
      if (far < nearest) [nearest, found] = [far, name];
    }
  }
  return found;
}

function span(text: string): HTMLElement {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}
