// A page with a script of its own, so that the first one needn't wait for it; it is brought as soon as nothing else is to do.

interface Brought<C> {
  default: C;
}

export class Later<C> {
  part = $state.raw<C | undefined>();
  failed = $state(false);
  #load: () => Promise<Brought<C>>;

  constructor(load: () => Promise<Brought<C>>) {
    this.#load = load;
  }

  bring = async (): Promise<void> => {
    this.failed = false;
    try {
      this.part ??= (await this.#load()).default;
    } catch {
      this.failed = true; // told once somebody wants it
    }
  };

  /** Tries once more; a browser may remember that a script didn't come, and then the page begins anew, if there is a line. */
  again = async (): Promise<void> => {
    await this.bring();
    if (!this.failed) return;
    const line = await fetch("/site.json", { cache: "no-store" }).then(({ ok }) => ok, () => false);
    if (line) location.reload();
  };
}

/** Brings them while nobody waits: where a browser can't tell, a second after what is asked for first. */
export function ahead(...some: Later<any>[]): void {
  const bring = () => some.forEach((one) => void one.bring());
  const idle = (window as { requestIdleCallback?: (work: () => void) => void }).requestIdleCallback;
  setTimeout(() => (idle ? idle(bring) : bring()), 1_000);
}
