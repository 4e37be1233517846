import type { Connections, Session } from '../../../src/postgres/connect.ts';

/** One look at a table. */
export interface Scan {
  /** `Seq Scan`, `Index Scan`, `Index Only Scan`. */
  readonly kind: string;
  readonly table: string;
  /** Empty without one. */
  readonly index: string;
  /** What the index is asked for; empty where all of it is looked through. */
  readonly condition: string;
}

export interface Explained {
  readonly text: string;
  readonly scans: readonly Scan[];
  /** Whether rows are sorted, since no index has them in order. */
  readonly isSorted: boolean;
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly Plan[];
}

/** Connections that tell how the server would find the rows of each statement, with its parameters, just before it does so. */
export function explaining(connections: Connections, note: (explained: Promise<Explained>) => void): Connections {
  const wrap = (session: Session): Session => ({
    query(text, parameters, name) {
      // Both go out at once, so that statements that do not wait for each other stay in order.
      if (/^\s*(?:SELECT|WITH|INSERT|UPDATE|DELETE)/.test(text)) note(explain(session, text, parameters));
      return session.query(text, parameters, name);
    },
  });
  const noted = wrap(connections);
  return {
    ...connections,
    query: (text, parameters, name) => noted.query(text, parameters, name),
    use: (work) => connections.use((session) => work(wrap(session))),
  };
}

/** With parameters as the server would plan for them, without as it would for any (PostgreSQL 16 or newer). */
export async function explain(session: Session, text: string, parameters?: Parameters<Session['query']>[1]): Promise<Explained> {
  const how = parameters === undefined && text.includes('$') ? 'GENERIC_PLAN, FORMAT JSON' : 'FORMAT JSON';
  const [row] = await session.query<{ readonly 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(`EXPLAIN (${how}) ${text}`, parameters);
  const nodes = nodesOf(row?.['QUERY PLAN'][0]?.Plan);
  const scans = nodes.filter((node) => /(?<!CTE |Function |Subquery |Values )Scan$/.test(node['Node Type']));
  return { text, scans: scans.map(scanOf), isSorted: nodes.some((node) => node['Node Type'].endsWith('Sort')) };
}

function nodesOf(plan: Plan | undefined): readonly Plan[] {
  return plan === undefined ? [] : [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

function scanOf(node: Plan): Scan {
  return { kind: node['Node Type'], table: node['Relation Name'] ?? '', index: node['Index Name'] ?? '', condition: node['Index Cond'] ?? '' };
}
