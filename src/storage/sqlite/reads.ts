import type { AuditRecord } from '../../core/audit.ts';
import type { AuditQuery, Configs } from '../store.ts';
import { auditOf, configOf, modeOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** @internal Inside a transaction. */
export function readConfigs(statements: Statements): Configs {
  return {
    epoch: Number(statements.meta.get('configs_epoch')),
    records: (statements.configs.all() as string[]).map(configOf),
    modes: (statements.modes.all() as string[]).map(modeOf),
  };
}

/** @internal Reads the settings anew only after one was written, by whomever: nearly every request asks for them. */
export function createConfigsReader(): (statements: Statements) => Configs {
  let last: Configs | undefined;
  return (statements) => {
    const epoch = Number(statements.meta.get('configs_epoch'));
    if (last?.epoch !== epoch) last = readConfigs(statements);
    return last;
  };
}

/** @internal */
export function readPosition(statements: Statements): { readonly first: number; readonly last: number } {
  return { first: Number(statements.firstChange.get() ?? 1), last: lastSequence(statements) };
}

/** @internal 0 for none. */
export function lastSequence(statements: Statements): number {
  return Number(statements.meta.get('last_sequence'));
}

/** @internal */
export function listAudit(statements: Statements, query: AuditQuery): AuditRecord[] {
  const { after, before = Number.MAX_SAFE_INTEGER, limit, newestFirst = false, actor = null, name = null, action = null } = query;
  const who = actor === null ? (name === null ? 'audit' : 'auditOfName') : name === null ? 'auditOfActor' : 'auditOfBoth';
  const statement = statements[newestFirst ? (`${who}Down` as const) : who];
  return (statement.all({ after, before, limit, actor, name, action }) as string[]).map(auditOf);
}
