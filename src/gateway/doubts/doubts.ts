import type { Format, Presence } from '../../formats/format.ts';
import type { Log } from '../../http/kit/log.ts';
import type { RouteConfig } from '../config/config.ts';
import type { Catalogue } from '../supply/catalogue.ts';
import type { Doubt } from './doubt.ts';
import { findDoubts } from './find-doubts.ts';

/** What the live contracts do not bear out of the configuration: looked for whenever they change, beside the way of events. */
export class Doubts {
  readonly #routes: readonly RouteConfig[];
  readonly #format: Pick<Format, 'name' | 'presence' | 'fields'>;
  readonly #log: Log;
  #known = new Map<string, Presence>();
  #doubts: readonly Doubt[] = [];

  constructor({ routes, format, log }: { readonly routes: readonly RouteConfig[]; readonly format: Format; readonly log: Log }) {
    this.#routes = routes;
    this.#format = format;
    this.#log = log;
  }

  /** Of a route, in the order of the configuration; those of the last catalogue that was looked at. */
  of(route: string): readonly Doubt[] {
    return this.#doubts.filter((doubt) => doubt.route === route);
  }

  /** Look through a catalogue; ends early where `isCurrent` says that there is a newer one. Never rejects. */
  async review(catalogue: Catalogue, isCurrent: () => boolean): Promise<void> {
    const known = new Map<string, Presence>();
    const before = this.#known;
    const remembered = {
      get: (key: string) => known.get(key) ?? before.get(key),
      set: (key: string, presence: Presence) => void known.set(key, presence),
    };
    try {
      const found = await findDoubts(this.#routes, catalogue, { format: this.#format, known: remembered, isCurrent });
      if (found === undefined) return;
      this.#known = known;
      this.#tell(found);
    } catch (err) {
      this.#log.error({ err }, 'the configuration could not be compared with the contracts; please report it');
    }
  }

  /** Each is told once, as long as it stays, and when it is over. */
  #tell(found: readonly Doubt[]): void {
    const before = new Map(this.#doubts.map((doubt) => [doubt.at, doubt]));
    this.#doubts = found;
    for (const { route, at, severity, message } of found) {
      const known = before.get(at);
      before.delete(at);
      if (known?.severity === severity) continue;
      const text = `${at} of ${route}: ${message}`;
      if (severity === 'warning') this.#log.warn({ route, at }, text);
      else this.#log.info({ route, at }, text);
    }
    for (const { route, at } of before.values()) this.#log.info({ route, at }, `${at} of ${route}: the contracts bear it out now`);
  }
}
