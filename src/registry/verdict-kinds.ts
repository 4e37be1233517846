import type { Verdict } from '../core/verdict.ts';
import type { Store, VerdictKey } from '../storage/store.ts';

/** What is known of many questions, without their verdicts: the links of a history are asked for with every registration. */
export interface VerdictKinds {
  /** In the order of `keys`; undefined where no verdict was reached yet. One read of the store for all that this process has not seen. */
  read(keys: readonly VerdictKey[]): Promise<(Verdict['kind'] | undefined)[]>;
}

// Some 300 bytes each.
const MAX_KEPT = 50_000;

/** @internal Keeps what is decided, which holds for good; when there is too much of it, it begins anew. */
export function createVerdictKinds(store: Store): VerdictKinds {
  const kept = new Map<string, Verdict['kind']>();
  return {
    async read(keys) {
      const names = keys.map(nameOf);
      const kinds = names.map((name) => kept.get(name));
      const places = keys.flatMap((_, at) => (kinds[at] === undefined ? [at] : []));
      if (places.length === 0) return kinds;
      const found = await store.readVerdictKinds(places.flatMap((at) => keys[at] ?? []));
      if (kept.size + places.length > MAX_KEPT) kept.clear();
      for (const [index, at] of places.entries()) {
        const kind = found[index];
        kinds[at] = kind;
        if (kind === 'contained' || kind === 'not_contained') kept.set(names[at] ?? '', kind);
      }
      return kinds;
    },
  };
}

function nameOf({ writer, reader, question, profile, formats, engine }: VerdictKey): string {
  return `${writer}${reader} ${question} ${profile} ${formats} ${engine}`;
}
