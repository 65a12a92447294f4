// A place as one GeoJSON value, and the same place as people write it: latitude before longitude.

export interface Geometry {
  type: "Point" | "MultiPoint" | "LineString" | "Polygon";
  coordinates: any[];
}
/** Longitude and latitude, as GeoJSON has them. */
export type Position = [number, number];

export const PARCEL = "Parcel";

/** The points of a place; an outline's first one isn't repeated. */
export function pointsOf({ type, coordinates }: Geometry): Position[] {
  if (type === "Point") return [coordinates as unknown as Position];
  return type === "Polygon" ? (coordinates[0] ?? []).slice(0, -1) : coordinates;
}

/** The place that so many points make under the kinds that a question takes; none where they are too few. */
export function placeOf(points: Position[], kinds: readonly string[], closed: boolean): Geometry | undefined {
  const [first] = points;
  if (!first) return undefined;
  if (points.length === 1 && kinds.includes("Point")) return { type: "Point", coordinates: first };
  if (kinds.includes("MultiPoint")) return { type: "MultiPoint", coordinates: points };
  if (closed && points.length > 2 && kinds.includes("Polygon")) return { type: "Polygon", coordinates: [[...points, first]] };
  return points.length > 1 && kinds.includes("LineString") ? { type: "LineString", coordinates: points } : undefined;
}

/** "55.79421, 49.12145": a line for each point, and the first one again where an outline is closed. */
export function written(place: Geometry): string {
  const points = place.type === "Polygon" ? (place.coordinates[0] as Position[]) : pointsOf(place);
  return points.map(([x, y]) => `${y}, ${x}`).join("\n");
}

const FEW_POINTS = 8;

/** A place as text; of a long one the points that it begins with. */
export function brief(place: Geometry): string {
  const points = written(place).split("\n");
  return points.slice(0, FEW_POINTS).join("; ") + (points.length > FEW_POINTS ? `; … (${points.length})` : "");
}

/** Reads what somebody wrote; undefined where it isn't a place of these kinds. */
export function read(text: string, kinds: readonly string[]): Geometry | undefined {
  const points = text
    .trim()
    .split(/\s*[;\n]\s*/)
    .map((line) => line.split(/[,\s]+/).map(Number).reverse() as Position);
  if (points.some((one) => one.length !== 2 || one.some(Number.isNaN))) return undefined;
  const closed = points.length > 3 && String(points[0]) === String(points.at(-1));
  if (closed && kinds.includes("Polygon")) points.pop();
  if (points.length > 1 && !kinds.some((kind) => kind !== "Point")) return undefined;
  return placeOf(points, kinds, closed || !kinds.includes("LineString"));
}

/** A place of the kinds that a question takes, from the outline of a parcel: the outline itself, or a point in its middle. */
export function within(outline: Geometry, kinds: readonly string[]): Geometry | undefined {
  const points = pointsOf(outline);
  if (kinds.includes("Polygon") || kinds.includes("LineString")) return placeOf(points, kinds, true);
  const middle = [0, 1].map((at) => Number((points.reduce((sum, one) => sum + one[at as 0], 0) / points.length).toFixed(6)));
  return placeOf([middle as Position], kinds, false);
}
