// Every page of the account has an address after the #, which outlives a trip to the sign-in page.

export type Route =
  | { page: "home" | "drafts" | "notifications" | "records" | "looks" | "settings" | "lost" }
  | { page: "services" }
  | { page: "apply"; service: string }
  | { page: "application"; number: string; part?: string };

const ALONE = ["drafts", "notifications", "records", "looks", "settings"] as const;

export function route(hash: string): Route {
  const [first = "", second, third, ...more] = hash.replace(/^#?\/?/, "").split("/");
  if (more.length) return { page: "lost" };
  if (first === "") return { page: "home" };
  const alone = ALONE.find((one) => one === first);
  if (alone && second === undefined) return { page: alone };
  if (first === "apply" && third === undefined) {
    if (!second) return { page: "services" };
    return /^[a-z0-9-]{1,80}$/.test(second) ? { page: "apply", service: second } : { page: "lost" };
  }
  if (first !== "applications" || !second || !/^[0-9-]{1,40}$/.test(second)) return { page: "lost" };
  if (third === undefined) return { page: "application", number: second };
  return /^[0-9a-zA-Z._-]{1,120}$/.test(third) ? { page: "application", number: second, part: third } : { page: "lost" };
}

export const to = {
  home: "#/",
  drafts: "#/drafts",
  notifications: "#/notifications",
  records: "#/records",
  looks: "#/looks",
  settings: "#/settings",
  services: "#/apply",
  apply: (service: string) => `#/apply/${service}`,
  application: (number: string, part?: string | null) => `#/applications/${number}${part ? `/${part}` : ""}`,
};
