// Practising: the workplace as it is, with a made-up office instead of the API. Nobody is signed in and nothing is sent.

import { connect, type Api } from "../../api/client";
import { speak } from "../../i18n";
import type { Session } from "../../session/session.svelte";
import type { StaffWords } from "../words";
import { ME } from "./made-up";
import { Office } from "./office";
import en from "./texts.en.json";
import ru from "./texts.ru.json";
import tt from "./texts.tt.json";

const NOWHERE = "http://training.invalid";
const office = new Office();

/** Whoever practises is nobody: there is no token, and nothing that could be renewed. */
export const nobody = { state: "in", person: ME, email: "", token: "" } as unknown as Session;

export type Told = keyof typeof en;
export const tellerOf = ({ language }: StaffWords) => speak<Told>(language, { ru, tt, en });

/** The API as training has it: a question is answered in this page, and whatever isn't practised is refused in words. */
export function madeUp(words: StaffWords): Api {
  const tell = tellerOf(words);
  return connect(NOWHERE, words, undefined, async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const said = request.method === "GET" ? {} : await request.json().catch(() => ({}));
    const { status, body } = office.answer(request.method, pathname, searchParams, said) ?? { status: 400, body: {} };
    const refused = status < 400 ? {} : { title: tell(status === 409 ? "was.done" : "not.practised"), detail: tell("not.practised.do"), status };
    return new Response(JSON.stringify({ ...(body as object), ...refused }), { status, headers: { "Content-Type": "application/json" } });
  });
}

/** Begins anew: what was typed and done is forgotten. */
export function reset(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.includes(`:${ME}:`)) sessionStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
  location.replace("/staff/?training");
}
