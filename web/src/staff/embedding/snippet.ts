// What a portal puts into its page to show a service: the same words that `make snippet` prints.

export interface Chosen {
  service: string;
  title: string;
  language: string;
  /** An element of the portal's own page, or a frame with a page of ours. */
  way: "element" | "frame";
  /** The script that every release renews, or the very one of today under its hash. */
  script: "newest" | "pinned";
  site: string;
  api: string;
  /** Custom property → value; empty ones stay as they are. */
  theme: Record<string, string>;
}

export interface Built {
  src: string;
  integrity: string;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

export function markupOf(chosen: Chosen, built: Built | undefined): string {
  const { service, language, site, api, way } = chosen;
  if (way === "frame") {
    return `<iframe title="${escaped(chosen.title)}" src="${site}/embed.html?service=${service}&amp;lang=${language}" width="100%" height="900"></iframe>`;
  }
  const script =
    chosen.script === "pinned" && built
      ? `<script type="module" src="${site}${built.src}" integrity="${built.integrity}" crossorigin></` + "script>"
      : `<script type="module" src="${site}/widget.js"></` + "script>";
  return [
    `<link rel="preload" as="fetch" crossorigin href="${api}/v1/catalogue/services/${service}">`,
    script,
    `<municipal-service service="${service}" api="${api}" lang="${language}"></municipal-service>`,
  ].join("\n");
}

/** The portal's own sheet: a policy that forbids inline styles allows it. */
export function sheetOf({ theme }: Pick<Chosen, "theme">): string {
  const set = Object.entries(theme).filter(([, value]) => value);
  return set.length ? `municipal-service {\n${set.map(([name, value]) => `  ${name}: ${value};`).join("\n")}\n}` : "";
}

/** Lets a frame grow with what it shows; it tells its height and nothing else. */
export const growing = (site: string) =>
  `addEventListener("message", ({ origin, data }) => {
  if (origin !== "${site}" || data?.okno !== "height") return;
  document.querySelector('iframe[src^="${site}/embed.html"]').height = data.height;
});`;
