import type { SchemaRecord } from '../../core/version.ts';
import { expectSameSchema, expectStorable } from '../schema-write.ts';
import type { SchemaWrite } from '../store.ts';
import type { Session } from '../../postgres/connect.ts';
import type { Counters } from './state.ts';

/** @internal A schema with its id, and whether it is written now. */
export type PlannedSchema = SchemaRecord & { readonly isNew: boolean };

interface KnownRow {
  readonly id: number;
  readonly identity: string;
}

/** @internal Throws `schema_invalid` for a text that UTF-8 cannot hold, `internal` for the id of another content. */
export async function planSchema(session: Session, schema: SchemaWrite | undefined, { lastSchemaId }: Counters): Promise<PlannedSchema | undefined> {
  if (schema === undefined) return undefined;
  expectStorable(schema);
  const { id: asked, identity } = schema;
  const next = lastSchemaId + 1;
  const rows = await session.query<KnownRow>(
    `(SELECT id, identity FROM schemas WHERE identity = $1 AND id <= 2147483647 ORDER BY id LIMIT 1)
      UNION ALL SELECT id, identity FROM schemas WHERE id = $2`,
    [identity, asked ?? next],
  );
  const same = asked === undefined ? rows.find((row) => row.identity === identity) : undefined;
  if (same !== undefined) return { ...schema, id: same.id, isNew: false };
  const taken = rows.find((row) => row.id === (asked ?? next));
  if (asked !== undefined) {
    if (taken !== undefined) expectSameSchema(taken, identity);
    return { ...schema, id: asked, isNew: taken === undefined };
  }
  return { ...schema, id: taken === undefined ? next : await freeIdAfter(session, next), isNew: true };
}

// Only from `FOREIGN_IDS_FROM` on can one be taken.
async function freeIdAfter(session: Session, taken: number): Promise<number> {
  const [row] = await session.query<{ readonly id: number }>(
    'SELECT s.id + 1 AS id FROM schemas s WHERE s.id >= $1 AND NOT EXISTS (SELECT 1 FROM schemas n WHERE n.id = s.id + 1) ORDER BY s.id LIMIT 1',
    [taken],
  );
  return row?.id ?? taken;
}
