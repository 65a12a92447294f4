// Every page has an address after the #, so that it can be sent, kept and loaded again from plain storage.

export type Route =
  | { page: "services" | "follow" | "statistics" | "lost" }
  | { page: "service" | "apply"; service: string };

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
