// Something that is read from the API: what came, what went wrong, and another try.

import type { Asked, Problem } from "../api/client";

/** How a group of pages says what to do where nothing was typed. */
interface Speech {
  say(key: "offline.do" | "server.do"): string;
}

export class Loaded<T> {
  data = $state.raw<T | undefined>();
  problem = $state.raw<Problem | undefined>();
  #read: () => Promise<Asked<T>>;
  #say: Speech["say"];
  #turn = 0;

  constructor(read: () => Promise<Asked<T>>, { say }: Speech) {
    this.#read = read;
    this.#say = say;
    void this.load();
  }

  /** Reads again; what was known stays when nothing comes, and an answer that was overtaken is dropped. */
  load = async (): Promise<void> => {
    const turn = ++this.#turn;
    const answer = await this.#read();
    if (turn !== this.#turn) return;
    this.problem = answer.problem && this.plain(answer.problem);
    if (answer.data !== undefined) this.data = answer.data;
  };

  /** Nothing was typed here that could be lost, so nothing is said of it. */
  protected plain(problem: Problem): Problem {
    if (problem.type === "offline") return { ...problem, detail: this.#say("offline.do") };
    if (problem.type === "unreadable") return { ...problem, detail: this.#say("server.do") };
    return problem;
  }
}

interface Page<T> {
  items: T[];
  next: string | null;
}

/** A list that is read a page at a time: `data` has what has come so far. */
export class LoadedPages<T> extends Loaded<T[]> {
  next = $state<string | null>(null);
  busy = $state(false);
  #page: (cursor?: string) => Promise<Asked<Page<T>>>;

  constructor(page: (cursor?: string) => Promise<Asked<Page<T>>>, speech: Speech) {
    super(async () => {
      const answer = await page();
      if (!answer.data) return answer;
      this.next = answer.data.next;
      return { data: answer.data.items };
    }, speech);
    this.#page = page;
  }

  more = async (): Promise<void> => {
    if (this.busy || !this.next) return;
    this.busy = true;
    const answer = await this.#page(this.next);
    this.busy = false;
    this.problem = answer.problem && this.plain(answer.problem);
    if (!answer.data) return;
    this.data = [...(this.data ?? []), ...answer.data.items];
    this.next = answer.data.next;
  };
}
