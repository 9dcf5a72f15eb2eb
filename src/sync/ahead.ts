/**
 * The values of a generator, the next of which is already asked for while one is
 * worked on. Leaving the loop early ends the generator.
 */
export async function* ahead<T>(values: AsyncGenerator<T, void, undefined>): AsyncGenerator<T, void, undefined> {
  let next = values.next();
  try {
    for (;;) {
      const result = await next;
      if (result.done === true) return;
      next = values.next();
      next.catch(() => undefined);
      yield result.value;
    }
  } finally {
    await values.return().catch(() => undefined);
  }
}
