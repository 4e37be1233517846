// As a gateway says it at the level `debug`, before it notes it.
const LINE = /"delivery":(\d+),"event":\d+,"attempt":(\d+),"code":"target_(?:timeout|failed)"/g;

/** The attempts of which the log of a gateway says that no whole answer came, as `DELIVERY/ATTEMPT`: what became of them at the function it cannot know. */
export function givenUpIn(log: string): readonly string[] {
  return [...log.matchAll(LINE)].map(([, delivery, attempt]) => `${delivery}/${attempt}`);
}

/** The environment of a gateway that says so. */
export const SAYING_WHAT_IS_GIVEN_UP = { SLUICE_LOG_LEVEL: 'debug' } as const;
