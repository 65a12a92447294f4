// A map on which a place is shown, or marked: by pointing, by the crosshair and the keyboard, by a parcel's number.

import * as L from "leaflet";
import leaflet from "leaflet/dist/leaflet.css?inline";
import type { CityMap } from "./context";
import { Drawing } from "./drawing";
import type { Geometry, Position } from "./geometry";
import own from "./map.css?inline";
import { drawPlan, parcelAt, planOf, streetNear, type Plan } from "./plan";
import { textsOf, type Say } from "./texts";
import { tools } from "./tools";

export interface Wanted {
  language: string;
  /** The name of the map for those who don't see it. */
  label: string;
  kinds: readonly string[];
  map: CityMap;
  /** A geometry, or the number of a parcel. */
  value?: Geometry | string;
  /** Where a parcel lies that the plan doesn't have. */
  parcel: (number: string) => Promise<Geometry | "unknown" | undefined>;
  /** Told of each change; a map without it only shows. */
  onchange?: (value: Geometry | string | undefined) => void;
}

export interface Shown {
  /** Shows another value, as it was written elsewhere. */
  set(value: Geometry | string | undefined): void;
  destroy(): void;
}

const NUMBER = /^\d\d:\d\d:\d{6,7}:\d+$/;
let sheet: CSSStyleSheet | undefined;

/** Styles as a constructed sheet in the tree that the map stands in: a strict policy has no inline ones. */
function adopt(box: HTMLElement): void {
  const root = box.getRootNode() as ShadowRoot | Document;
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(leaflet.replace(/url\([^)]*\)/g, "none") + own);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

export async function show(box: HTMLElement, wanted: Wanted): Promise<Shown> {
  adopt(box);
  const say = textsOf(wanted.language);
  const { map: city, kinds, onchange } = wanted;
  const plan = await planOf(city);
  const ground = document.createElement("div");
  ground.className = onchange ? "ms-map" : "ms-map ms-map-shown";
  const under = document.createElement("p");
  under.className = "ms-map-ground";
  under.textContent = sayGround(city, say, wanted.language);
  const status = document.createElement("p");
  status.className = "ms-map-status";
  status.setAttribute("role", "status");
  box.replaceChildren(ground);

  const [west, south, east, north] = city.bounds as [number, number, number, number];
  const limits = L.latLngBounds([south, west], [north, east]);
  const map = L.map(ground, {
    attributionControl: false,
    zoomControl: false,
    scrollWheelZoom: false,
    trackResize: false,
    zoomSnap: 0.5,
    minZoom: 10,
    maxZoom: 19,
    maxBounds: limits.pad(0.1),
  });
  map.fitBounds(limits, { animate: false });
  ground.setAttribute("role", "application");
  ground.setAttribute("aria-label", wanted.label);

  const drawnPlan = plan && drawPlan(plan, map);
  if (city.tiles) {
    const tiles = L.tileLayer(city.tiles, { maxZoom: 19 }).addTo(map);
    let came = false;
    tiles.on("tileload", () => (came = true));
    // A policy or a lost line may keep pictures away; one can point at a plan just as well.
    tiles.once("tileerror", async () => {
      if (came) return;
      tiles.remove();
      under.textContent = say("ground.lost");
      if (!drawnPlan) drawPlan((await planOf({ ...city, tiles: undefined }))!, map);
    });
  }

  const drawing = new Drawing(map, kinds, onchange && ((value) => (onchange(value), tell())));
  const nameOf = (at: Position): string => {
    const parcel = plan && parcelAt(plan, at);
    const street = plan && streetNear(plan, at);
    return [`${at[1].toFixed(5)}, ${at[0].toFixed(5)}`, street, parcel && say("parcel", { number: parcel })].filter(Boolean).join("; ");
  };
  const centre = (): Position => {
    const { lng, lat } = map.getCenter();
    return [Number(lng.toFixed(6)), Number(lat.toFixed(6))];
  };

  function tell(): void {
    if (onchange) status.textContent = drawing.said(say);
  }

  function pick(at: Position): void {
    if (!limits.contains([at[1], at[0]])) return void (status.textContent = say("outside"));
    if (!drawing.forParcels) return drawing.add(at);
    const number = plan && parcelAt(plan, at);
    if (number) drawing.choose(number, outlineOf(plan, number));
    else status.textContent = say("parcel.none");
  }

  async function set(value: Geometry | string | undefined): Promise<void> {
    if (typeof value !== "string") return drawing.show(value);
    // While a number is being typed, nobody is asked about it.
    const outline = outlineOf(plan, value) ?? (NUMBER.test(value) ? await wanted.parcel(value) : undefined);
    const known = outline === "unknown" ? undefined : outline;
    drawing.show(known, known && value);
    if (known) drawing.look();
    tell();
  }

  if (onchange) {
    ground.append(crosshair());
    map.on("click", ({ latlng }) => pick([Number(latlng.lng.toFixed(6)), Number(latlng.lat.toFixed(6))]));
    // Where the crosshair stands is said to who moves the map by keyboard.
    map.on("moveend", () => {
      const { activeElement } = ground.getRootNode() as ShadowRoot | Document;
      if (activeElement === ground) status.textContent = say("under", { place: nameOf(centre()) });
    });
    ground.addEventListener("keydown", (event) => {
      if (event.target !== ground || (event.key !== "Enter" && event.key !== "Backspace")) return;
      event.preventDefault();
      if (event.key === "Enter") pick(centre());
      else drawing.undo();
    });
  }
  box.append(tools({ map, drawing, say, pick: onchange && (() => pick(centre())), tell }), status, under);

  await set(wanted.value);
  if (!drawing.look() && plan) map.fitBounds(plan.bounds, { animate: false, padding: [8, 8] });
  const watch = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  watch.observe(ground);

  return {
    set: (value) => void set(value).then(() => drawing.look()),
    destroy() {
      watch.disconnect();
      map.remove();
      box.replaceChildren();
    },
  };
}

function sayGround(city: CityMap, say: Say, language: string): string {
  if (!city.tiles) return city.plan ? "" : say("ground.plan");
  return (city.attribution as Record<string, string> | undefined)?.[language] ?? "";
}

function outlineOf(plan: Plan | undefined, number: string): Geometry | undefined {
  return plan?.parcels.get(number) as Geometry | undefined;
}

function crosshair(): HTMLElement {
  const cross = document.createElement("div");
  cross.className = "ms-crosshair";
  cross.setAttribute("aria-hidden", "true");
  return cross;
}

