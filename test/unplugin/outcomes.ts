import { EventEmitter, once } from 'node:events';

/** What a program that goes on said each time: messages, builds that ended. */
export interface Outcomes {
  add(said: string): void;
  /** Wait until one of those that were not taken yet is like this; it and those before it are taken. */
  until(isWanted: (said: string) => boolean): Promise<string>;
  close(): Promise<void>;
}

export function outcomes(close: () => Promise<unknown>): Outcomes {
  const events = new EventEmitter();
  const waiting: string[] = [];
  return {
    add(said) {
      waiting.push(said);
      events.emit('added');
    },
    async until(isWanted) {
      for (;;) {
        const said = waiting.shift();
        if (said === undefined) await once(events, 'added');
        else if (isWanted(said)) return said;
      }
    },
    close: async () => void (await close()),
  };
}
