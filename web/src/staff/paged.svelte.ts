// A list that the API gives page by page; it reads on before one gets to the end.

import type { Asked, Problem } from "../api/client";

interface Page<T> {
  items: T[];
  next: string | null;
}

export class Paged<T> {
  rows = $state.raw<T[]>([]);
  /** Where it goes on; null at the end, undefined before anything has come. */
  next = $state<string | null | undefined>();
  loading = $state(false);
  problem = $state.raw<Problem | undefined>();
  #turn = 0;

  constructor(readonly ask: (more: { limit: number; cursor?: string }) => Promise<Asked<unknown>>) {}

  get empty(): boolean {
    return !this.rows.length && this.next === null;
  }

  /** Reads from the beginning. */
  again = (): Promise<void> => {
    this.rows = [];
    this.next = undefined;
    return this.#read();
  };

  more = (): Promise<void> | undefined => (this.loading ? undefined : this.#read(this.next ?? undefined));

  async #read(cursor?: string): Promise<void> {
    const mine = ++this.#turn;
    this.loading = true;
    const { data, problem } = await this.ask({ limit: 100, ...(cursor ? { cursor } : {}) });
    if (mine !== this.#turn) return; // another question has been asked since
    this.loading = false;
    this.problem = problem;
    if (problem) return;
    const { items, next } = data as Page<T>;
    this.rows = cursor ? [...this.rows, ...items] : items;
    this.next = next;
  }

  sentinel = (element: HTMLElement): (() => void) => {
    const seen = new IntersectionObserver(([one]) => one?.isIntersecting && this.next && void this.more(), { rootMargin: "1200px" });
    seen.observe(element);
    return () => seen.disconnect();
  };
}
