import type { StoreChoice } from '../../src/server/stores/open-store.ts';
import { inspectDatabase, type PostgresFacts } from '../../src/server/stores/stored-file.ts';
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts';
import { engines, newest, restoring, settings } from './store.ts';

const MIB = 1_024 ** 2;

/** A store in PostgreSQL: whether it answers, may be written, is of a format that this program knows, and has connections left. */
export async function lookAtDatabase(choice: Extract<StoreChoice, { readonly kind: 'postgres' }>, now: number): Promise<readonly Diagnosis[]> {
  const facts = await inspectDatabase(choice);
  const { shown, schema } = choice.address;
  return [
    ok('server', `PostgreSQL ${facts.server}, ${Math.ceil(facts.bytes / MIB)} MiB in this database`),
    ...refused(shown, schema, facts),
    facts.isReadOnly
      ? fail('writable', `${shown} is read-only: a standby, or set so`, 'name the primary')
      : ok('writable', 'the server takes writes'),
    connections(facts),
    ...(facts.registry === undefined
      ? []
      : [...restoring(facts.registry), engines(facts.registry), newest(facts.registry, now), settings(facts.registry)]),
  ];
}

/** @internal What `serve` would refuse, each of which keeps it from starting; else the format. */
export function refused(shown: string, schema: string, facts: PostgresFacts): Diagnosis[] {
  const { encoding, foreignTable, mayWork, registry } = facts;
  const found: Diagnosis[] = [];
  if (encoding !== 'UTF8')
    found.push(fail('encoding', `the database of ${shown} has the encoding ${encoding}`, "make one with ENCODING 'UTF8' TEMPLATE template0"));
  if (foreignTable !== undefined)
    found.push(
      fail('store', `the schema ${schema} of ${shown} has tables of another program, such as ${foreignTable}`, 'name another one with ?schema=NAME'),
    );
  if (!mayWork) {
    const what = registry === undefined ? `make the schema ${schema}, or tables in it` : `write to the tables of the schema ${schema}`;
    found.push(
      fail('rights', `this user may not ${what}, at ${shown}`, 'give it the rights to the schema, or name another user (docs/postgresql.md)'),
    );
  }
  return registry === undefined && found.length > 0 ? found : [formatOf(shown, facts), ...found];
}

/** @internal */
export function formatOf(shown: string, { registry }: Pick<PostgresFacts, 'registry'>): Diagnosis {
  if (registry === undefined) return warn('store', `there is none at ${shown}`, '`sluice serve` makes one; or name another with --store');
  const { format, known, compatibleWith } = registry;
  if (compatibleWith > known) return fail('store', `${shown} has format ${format}; this program knows ${known}`, 'upgrade sluice');
  if (format > known) return warn('store', `${shown} has the newer format ${format}, which this program may work on`, 'upgrade sluice soon');
  if (format < known)
    return warn('store', `${shown} has the earlier format ${format}`, 'back it up; `sluice serve` brings it up to date when it opens it');
  return ok('store', `${shown} opens, format ${format}`);
}

/** @internal */
export function connections({ connections: { used, max } }: Pick<PostgresFacts, 'connections'>): Diagnosis {
  const shown = `${used} of ${max} connections are in use`;
  return used < max * 0.9 ? ok('connections', shown) : warn('connections', shown, 'lower `?pool=` of the replicas, or raise max_connections');
}
