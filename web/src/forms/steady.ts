// What is drawn depends on what was answered, but seldom changes with a key: a form of a hundred questions isn't drawn anew
// because one of them has another letter.

/** Finds a value anew each time, and gives the one that was there before for as long as the new one says the same. */
export function steady<T>(find: () => T): () => T {
  let kept: T;
  let said: string | undefined;
  return () => {
    const next = find();
    const now = JSON.stringify(next);
    if (now !== said) {
      kept = next;
      said = now;
    }
    return kept;
  };
}
