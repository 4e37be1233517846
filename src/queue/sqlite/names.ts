import type { Database, Statement } from 'better-sqlite3';
import type { TargetRef } from '../queue.ts';
import { textFrom, textOf } from '../text.ts';

/** @internal Small numbers for names that come again with every event. */
export interface Names {
  readonly target: (route: string, target: string) => number;
  readonly type: (name: string) => number;
  /** Undefined where it was never seen. */
  readonly knownTarget: (route: string, target: string) => number | undefined;
  readonly knownType: (name: string) => number | undefined;
  readonly targetRef: (id: number) => TargetRef;
  readonly typeName: (id: number) => string;
  /** Routes stand among them as the target "". */
  readonly targetIds: (matches: (ref: TargetRef) => boolean) => readonly number[];
  /** After a transaction that failed. */
  readonly reload: () => void;
}

/** @internal */
export function createNames(database: Database): Names {
  const statements = {
    targets: database.prepare('SELECT id, route, target FROM targets'),
    types: database.prepare('SELECT id, name FROM types'),
    putTarget: database.prepare('INSERT INTO targets (route, target) VALUES (?, ?)'),
    putType: database.prepare('INSERT INTO types (name) VALUES (?)'),
  };
  const routes = new Map<string, Map<string, number>>();
  const refs = new Map<number, TargetRef>();
  const types = new Map<string, number>();
  const typeNames = new Map<number, string>();
  const addTarget = (id: number, ref: TargetRef): number => {
    const ofRoute = routes.get(ref.route) ?? new Map<string, number>();
    routes.set(ref.route, ofRoute.set(ref.target, id));
    refs.set(id, ref);
    return id;
  };
  const addType = (id: number, name: string): number => {
    types.set(name, id);
    typeNames.set(id, name);
    return id;
  };
  const reload = (): void => {
    for (const map of [routes, refs, types, typeNames]) map.clear();
    for (const { id, route, target } of statements.targets.all() as (TargetRef & { id: number })[]) addTarget(id, { route, target });
    for (const { id, name } of statements.types.all() as { id: number; name: string }[]) addType(id, textFrom(name));
  };
  reload();
  return {
    reload,
    target: (route, target) => routes.get(route)?.get(target) ?? addTarget(insert(statements.putTarget, route, target), { route, target }),
    type: (name) => types.get(name) ?? addType(insert(statements.putType, textOf(name)), name),
    knownTarget: (route, target) => routes.get(route)?.get(target),
    knownType: (name) => types.get(name),
    targetRef: (id) => refs.get(id) ?? { route: '', target: '' },
    typeName: (id) => typeNames.get(id) ?? '',
    targetIds: (matches) => [...refs].filter(([, ref]) => matches(ref)).map(([id]) => id),
  };
}

function insert(statement: Statement, ...values: readonly string[]): number {
  return Number(statement.run(...values).lastInsertRowid);
}
