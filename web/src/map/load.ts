// The map's script, asked for when a place is. It is built apart and shares nothing with what asks for it, so that a
// portal's pinned widget never loads a second copy of itself.

declare const __MAP__: { src: string; integrity: string };

type MapScript = typeof import("./map");
let asked: Promise<MapScript> | undefined;
let tries = 0;

/** Gives the map; refused where it can't be had, and asked for anew the next time. */
export function loadMap(): Promise<MapScript> {
  asked ??= import.meta.env.DEV ? import("./map") : built();
  asked.catch(() => (asked = undefined));
  return asked;
}

/** Who pinned the widget has pinned the map, too: a script with another content isn't run. */
async function built(): Promise<MapScript> {
  const link = document.createElement("link");
  link.rel = "modulepreload";
  // Browsers remember for good that an address gave nothing: another try is another address.
  link.href = new URL(__MAP__.src + (tries ? `?${tries}` : ""), import.meta.url).href;
  tries += 1;
  link.integrity = __MAP__.integrity;
  link.crossOrigin = "anonymous";
  try {
    await new Promise((done, failed) => {
      link.onload = done;
      link.onerror = failed;
      document.head.append(link);
    });
    return (await import(/* @vite-ignore */ link.href)) as MapScript;
  } finally {
    link.remove();
  }
}
