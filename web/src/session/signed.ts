// The API as somebody signed in calls it.

import { connect, type Api } from "../api/client";
import type { Words } from "../i18n";
import type { Session } from "./session.svelte";

/**
 * Every call has the session's token. One that is no longer taken ends the session, and nothing typed with it.
 * `offline` says what to do on these pages when the connection is lost.
 */
export function signedApi(address: string, words: Words, session: Session, offline: string): Api {
  const { ask, client } = connect(address, words);
  client.use({
    async onRequest({ request }) {
      await session.fresh();
      if (session.token) request.headers.set("Authorization", `Bearer ${session.token}`);
      return request;
    },
  });
  return {
    client,
    async ask(call) {
      const answer = await ask(call);
      const { problem } = answer;
      if (problem?.status === 401) session.end();
      return problem?.status === 0 ? { problem: { ...problem, detail: offline } } : answer;
    },
  };
}
