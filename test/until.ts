/**
 * Ask again and again until the answer is something (neither false nor undefined), with a rest between, so that who asks does not take the
 * processor from whom it waits for. How long it may take is the limit of the test.
 */
export async function until<T>(ask: () => T | Promise<T>): Promise<Exclude<T, false | undefined>> {
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer as Exclude<T, false | undefined>;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
