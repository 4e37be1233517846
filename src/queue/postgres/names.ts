import type { Session } from '../../postgres/connect.ts';
import type { TargetRef } from '../queue.ts';

/** @internal Small numbers for routes and targets, which a configuration has; they are never given again or taken away. */
export interface Names {
  /** Know all of these, which are written where they are new. */
  readonly ensure: (refs: readonly TargetRef[]) => Promise<void>;
  /** Know what others have written. */
  readonly refresh: () => Promise<void>;
  readonly known: (route: string, target: string) => number | undefined;
  /** Of one that was ensured. */
  readonly target: (route: string, target: string) => number;
  readonly targetRef: (id: number) => TargetRef;
  readonly has: (id: number) => boolean;
}

/** @internal */
export function createNames(session: Session): Names {
  const ids = new Map<string, number>();
  const refs = new Map<number, TargetRef>();
  const add = (rows: readonly (TargetRef & { readonly id: number })[]): void => {
    for (const { id, route, target } of rows) {
      ids.set(nameOf(route, target), id);
      refs.set(id, { route, target });
    }
  };
  const refresh = async (): Promise<void> => add(await session.query('SELECT id, route, target FROM targets'));
  const known = (route: string, target: string): number | undefined => ids.get(nameOf(route, target));
  return {
    refresh,
    known,
    async ensure(wanted) {
      const missing = wanted.filter(({ route, target }) => known(route, target) === undefined);
      if (missing.length === 0) return;
      await session.query('INSERT INTO targets (route, target) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING', [
        missing.map(({ route }) => route),
        missing.map(({ target }) => target),
      ]);
      await refresh();
    },
    target(route, target) {
      const id = known(route, target);
      if (id === undefined) throw new Error(`the target ${target} of ${route} was not ensured`);
      return id;
    },
    targetRef: (id) => refs.get(id) ?? { route: '', target: '' },
    has: (id) => refs.has(id),
  };
}

function nameOf(route: string, target: string): string {
  return `${route}\n${target}`;
}
