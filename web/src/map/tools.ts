// The buttons under a map: all that pointing does, without pointing.

import type * as L from "leaflet";
import type { Drawing } from "./drawing";
import type { MapKey, Say } from "./texts";

interface Given {
  map: L.Map;
  drawing: Drawing;
  say: Say;
  /** Takes the place under the crosshair; a map that only shows has nothing to take. */
  pick: (() => void) | undefined;
  tell: () => void;
}

const STEP = 0.3;
const WAYS = [
  ["←", "west", -1, 0],
  ["↑", "north", 0, -1],
  ["↓", "south", 0, 1],
  ["→", "east", 1, 0],
] as const;

export function tools({ map, drawing, say, pick, tell }: Given): HTMLElement {
  const bar = document.createElement("div");
  bar.className = "ms-tools";
  const moves = group(
    button("+", () => map.zoomIn(), say("in")),
    button("−", () => map.zoomOut(), say("out")),
    ...WAYS.map(([sign, way, x, y]) =>
      button(sign, () => map.panBy([x * STEP * map.getSize().x, y * STEP * map.getSize().y]), say(way)),
    ),
  );
  bar.append(moves);
  if (!pick) return bar;

  const does = (key: MapKey, act: () => void) => button(say(key), () => (act(), tell()));
  const shape = drawing.hasLine || drawing.hasArea;
  const mark = button(say(drawing.forParcels ? "pick" : shape ? "add" : drawing.hasMany ? "mark" : "set"), pick);
  mark.classList.add("ms-mark");
  const undo = does("undo", () => drawing.undo());
  const close = does("close", () => drawing.close());
  const finish = does("finish", () => drawing.finish(true));
  const more = does("more", () => drawing.finish(false));
  const clear = does("clear", () => drawing.clear());
  bar.append(group(mark, undo, close, finish, more, clear));

  drawing.changed = () => {
    const { points, closed, finished, number } = drawing;
    const held = (bar.getRootNode() as ShadowRoot | Document).activeElement;
    mark.hidden = finished;
    undo.hidden = drawing.forParcels || !points.length || (!shape && !drawing.hasMany);
    close.hidden = !drawing.hasArea || closed || points.length < 3;
    finish.hidden = !shape || finished || points.length < 2 || (!drawing.hasLine && points.length < 3);
    more.hidden = !shape || !finished;
    clear.hidden = !points.length && !number;
    // A button that goes away hands the focus on, so that nobody has to look for it.
    if (held instanceof HTMLElement && held.hidden) (finished ? more : mark).focus();
  };
  drawing.changed();
  return bar;
}

function button(text: string, act: () => void, label?: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = label ? "ms-button ms-quiet ms-move" : "ms-button ms-quiet";
  made.textContent = text;
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

function group(...buttons: HTMLElement[]): HTMLElement {
  const made = document.createElement("div");
  made.className = "ms-actions";
  made.append(...buttons);
  return made;
}
