import { EventEmitter, once } from 'node:events';
import { writeFileSync } from 'node:fs';

/** What a program that goes on said each time: messages, builds that ended. */
export interface Outcomes {
  add(said: string): void;
  /** Wait until one of those that were not taken yet is like this; it and those before it are taken. */
  until(isWanted: (said: string) => boolean): Promise<string>;
  /** Write a file, and wait for what comes of it. Written again until then: no bundler tells when it begins to watch a file. */
  write(path: string, text: string, isWanted: (said: string) => boolean): Promise<string>;
  close(): Promise<void>;
}

export function outcomes(close: () => Promise<unknown>): Outcomes {
  const events = new EventEmitter();
  const waiting: string[] = [];
  const until: Outcomes['until'] = async (isWanted) => {
    for (;;) {
      const said = waiting.shift();
      if (said === undefined) await once(events, 'added');
      else if (isWanted(said)) return said;
    }
  };
  return {
    add(said) {
      waiting.push(said);
      events.emit('added');
    },
    until,
    async write(path, text, isWanted) {
      writeFileSync(path, text);
      const again = setInterval(() => writeFileSync(path, text), 500);
      return until(isWanted).finally(() => clearInterval(again));
    },
    close: async () => void (await close()),
  };
}
