// Every page has an address after the #, so that it can be sent, kept and loaded again from plain storage.

/** Those that stand alone, and those of one service. Every page's states are listed in `web/states/public.json`. */
export const PAGES = ["services", "follow", "statistics", "lost"] as const;
export const PAGES_OF_A_SERVICE = ["service", "apply"] as const;

export type Route =
  | { page: (typeof PAGES)[number] }
  | { page: (typeof PAGES_OF_A_SERVICE)[number]; service: string };

export function route(hash: string): Route {
  const [first = "", id, last, ...more] = hash.replace(/^#?\/?/, "").split("/");
  if (more.length) return { page: "lost" };
  if (first === "") return { page: "services" };
  if ((first === "follow" || first === "statistics") && id === undefined) return { page: first };
  if (first !== "services") return { page: "lost" };
  if (!id) return { page: "services" };
  if (!/^[a-z0-9-]{1,80}$/.test(id)) return { page: "lost" };
  if (last === undefined) return { page: "service", service: id };
  return last === "apply" ? { page: "apply", service: id } : { page: "lost" };
}

export const to = {
  services: "#/services",
  follow: "#/follow",
  statistics: "#/statistics",
  service: (id: string) => `#/services/${id}`,
  apply: (id: string) => `#/services/${id}/apply`,
};
