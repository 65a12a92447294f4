// What is being marked: its points one after the other, and how they are shown.

import * as L from "leaflet";
import { PARCEL, placeOf, pointsOf, type Geometry, type Position } from "./geometry";
import type { Say } from "./texts";

const CLOSE = 17;
export const MOST_POINTS = 2000;
const STYLE = { className: "ms-drawn", weight: 4, fillOpacity: 0.2 };

export class Drawing {
  readonly forParcels: boolean;
  readonly hasLine: boolean;
  readonly hasArea: boolean;
  readonly hasMany: boolean;
  points: Position[] = [];
  closed = false;
  finished = false;
  /** The number of the parcel that is chosen. */
  number: string | undefined;
  /** Called when the buttons that make sense have changed. */
  changed: () => void = () => undefined;
  #layer: L.LayerGroup;

  constructor(
    readonly map: L.Map,
    readonly kinds: readonly string[],
    private readonly told?: (value: Geometry | string | undefined) => void,
  ) {
    this.forParcels = kinds.includes(PARCEL);
    this.hasLine = kinds.includes("LineString");
    this.hasArea = kinds.includes("Polygon");
    this.hasMany = kinds.includes("MultiPoint");
    this.#layer = L.layerGroup().addTo(map);
  }

  get place(): Geometry | undefined {
    return placeOf(this.points, this.kinds, this.closed || !this.hasLine);
  }

  add(at: Position): void {
    if (this.finished || this.points.length >= MOST_POINTS) return;
    const goesOn = this.hasLine || this.hasArea || this.hasMany;
    this.points = goesOn ? [...this.points, at] : [at];
    this.#tell();
  }

  undo(): void {
    if (this.closed && this.hasLine) this.closed = false;
    else if (!this.finished) this.points = this.points.slice(0, -1);
    this.finished = false;
    this.#tell();
  }

  close(): void {
    this.closed = this.finished = true;
    this.#tell();
  }

  finish(finished: boolean): void {
    this.finished = finished;
    if (!finished && this.hasLine) this.closed = false;
    this.#tell();
  }

  clear(): void {
    this.points = [];
    this.closed = this.finished = false;
    this.number = undefined;
    this.#tell();
  }

  choose(number: string, outline: Geometry | undefined): void {
    this.show(outline, number);
    this.#tell();
  }

  /** Shows a place as it was given; nobody is told. */
  show(place: Geometry | undefined, number?: string): void {
    this.number = number;
    this.points = place ? pointsOf(place) : [];
    this.closed = place?.type === "Polygon";
    this.finished = Boolean(place && !this.forParcels && (place.type === "Polygon" || place.type === "LineString"));
    this.#draw();
  }

  /** Moves the map to what is shown; says whether there is anything. */
  look(): boolean {
    if (!this.points.length) return false;
    this.map.fitBounds(L.latLngBounds(this.points.map(ll)), { animate: false, maxZoom: CLOSE, padding: [40, 40] });
    return true;
  }

  /** What is marked, in words. */
  said(say: Say): string {
    if (this.forParcels) return this.number ? say("chosen", { number: this.number }) : say("nothing");
    const n = this.points.length;
    if (!n) return say("nothing");
    if (this.closed) return say("area", { n });
    if (!this.hasLine && !this.hasArea) return say("points", { n });
    return say(this.finished ? "line" : "going", { n });
  }

  #tell(): void {
    this.#draw();
    this.told?.(this.forParcels ? this.number : this.place);
  }

  #draw(): void {
    this.#layer.clearLayers();
    const line = this.points.map(ll);
    if (this.closed) this.#layer.addLayer(L.polygon(line, STYLE));
    else if (this.hasLine || this.hasArea) this.#layer.addLayer(L.polyline(line, STYLE));
    if (!this.forParcels) this.points.forEach((at, place) => this.#layer.addLayer(this.#corner(at, place)));
    this.changed();
  }

  /** A point may be dragged; who can't takes it back and marks another one. */
  #corner(at: Position, place: number): L.Marker {
    // An element instead of a string: pages make no markup out of strings.
    const html = document.createElement("i");
    const pin = !this.hasLine && !this.hasArea;
    const icon = L.divIcon({ className: pin ? "ms-pin" : "ms-corner", iconSize: [24, 24], html });
    const marker = L.marker(ll(at), { icon, keyboard: false, draggable: Boolean(this.told), interactive: Boolean(this.told) });
    marker.on("dragend", () => {
      const { lng, lat } = marker.getLatLng();
      this.points = this.points.with(place, [Number(lng.toFixed(6)), Number(lat.toFixed(6))]);
      this.#tell();
    });
    return marker;
  }
}

const ll = ([x, y]: Position): L.LatLngTuple => [y, x];
