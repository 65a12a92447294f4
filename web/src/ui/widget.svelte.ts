// The very widget that portals show, on a page of ours: its script is brought once it is needed.

import type { Problem } from "../api/client";
import type { Words } from "../i18n";

export class WidgetScript {
  ready = $state(false);
  problem = $state.raw<Problem | undefined>();
  #tries = 0;
  #words: Pick<Words, "t">;
  #what: string;

  /** `what` says what to do where it doesn't come. */
  constructor(words: Pick<Words, "t">, what: string) {
    this.#words = words;
    this.#what = what;
    void this.load();
  }

  load = async (): Promise<void> => {
    this.problem = undefined;
    // Its lasting name, so that page and portals run the same; a browser may remember that a script didn't come.
    const script = `/widget.js${this.#tries++ ? `?${this.#tries}` : ""}`;
    try {
      await (import.meta.env.DEV ? import("../widget/main") : import(/* @vite-ignore */ script));
      this.ready = true;
    } catch {
      this.problem = { status: 0, type: "offline", title: this.#words.t("trouble.offline"), detail: this.#what, errors: [] };
    }
  };
}
