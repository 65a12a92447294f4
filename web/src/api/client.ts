// The platform's API with the types of its own description, and files sent straight to storage.

import createClient from "openapi-fetch";
import type { components, paths } from "./schema";
import type { Words } from "../i18n";

export type Schemas = components["schemas"];
export type Service = Schemas["Service"];
export type Finding = Schemas["FieldProblem"];

/** What went wrong, as the server says it (RFC 9457), or as this page says it when the server couldn't be reached. */
export interface Problem {
  status: number;
  type: string;
  title: string;
  detail?: string;
  errors: Finding[];
  /** Seconds after which it is worth trying again, where the server says so. */
  after?: number;
}

export type Asked<T> = { data: T; problem?: undefined } | { data?: undefined; problem: Problem };

interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Gives an access token of who is signed in, or nothing; asked for each call, so that it may be renewed meanwhile. */
export type Token = () => string | undefined | Promise<string | undefined>;

/** `answers` speaks instead of the network, where nothing may leave the page. */
export function connect(address: string, words: Words, token?: Token, answers?: (request: Request) => Promise<Response>) {
  const client = createClient<paths>({
    baseUrl: address.replace(/\/(v1\/?)?$/, ""),
    headers: { "Accept-Language": words.language },
    ...(answers ? { fetch: answers } : {}),
  });

  if (token) {
    client.use({
      async onRequest({ request, schemaPath }) {
        const given = schemaPath.startsWith("/v1/catalogue") ? undefined : await token();
        if (given) request.headers.set("Authorization", `Bearer ${given}`);
        return request;
      },
    });
  }

  /** Waits for a call; a lost connection and an answer that isn't ours are problems like any other. */
  async function ask<T>(call: Promise<Answered<T>>): Promise<Asked<T>> {
    let answered: Answered<T>;
    try {
      answered = await call;
    } catch {
      return { problem: trouble(0, words) };
    }
    if (answered.response.ok && answered.data !== undefined) return { data: answered.data };
    const said = (answered.error ?? {}) as Partial<Problem>;
    const usual = trouble(answered.response.status, words);
    const over = token !== undefined && answered.response.status === 401;
    if (over) return { problem: { ...usual, status: 401, type: "session", title: words.t("trouble.session"), detail: words.t("trouble.session.do") } };
    const after = Number(answered.response.headers.get("Retry-After")) || undefined;
    return { problem: { ...usual, ...said, errors: said.errors ?? [], after } };
  }

  return { ask, client, signedIn: token !== undefined };
}

export type Api = Pick<ReturnType<typeof connect>, "ask" | "client"> & { signedIn?: boolean };

/** A call whose success has no body: what is given then is `true`. */
export async function withoutBody(call: Promise<Answered<unknown>>): Promise<Answered<true>> {
  const given = await call;
  return { ...given, data: given.response.ok ? true : undefined };
}

function trouble(status: number, { t }: Words): Problem {
  const lost = status === 0;
  return {
    status,
    type: lost ? "offline" : "unreadable",
    title: t(lost ? "trouble.offline" : "trouble.server"),
    detail: t(lost ? "trouble.offline.do" : "trouble.server.do"),
    errors: [],
  };
}

/** Sends a file by the form that the API signed; `progress` gets the part that has gone, 0 to 1. */
export function send(upload: Schemas["Upload"], file: File, progress: (part: number) => void): Promise<boolean> {
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append("file", file); // storage reads no field after the file
  return new Promise((done) => {
    const sending = new XMLHttpRequest(); // fetch tells nothing of how much has gone
    sending.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    sending.onload = () => done(sending.status >= 200 && sending.status < 300);
    sending.onerror = sending.ontimeout = sending.onabort = () => done(false);
    sending.open("POST", upload.url);
    sending.send(form);
  });
}
