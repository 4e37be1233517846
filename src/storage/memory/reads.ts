import type { AuditRecord } from '../../core/audit.ts';
import { compareCodePoints } from '../code-points.ts';
import type { AuditQuery, Configs } from '../store.ts';
import type { Tables } from './tables.ts';

/** @internal */
export function readConfigs({ configs, modes, configsEpoch }: Tables): Configs {
  return { epoch: configsEpoch, records: byName(configs), modes: byName(modes) };
}

function byName<T extends { readonly name: string }>(records: ReadonlyMap<string, T>): T[] {
  return [...records.values()].toSorted((a, b) => compareCodePoints(a.name, b.name));
}

/** @internal */
export function listAudit({ audit }: Tables, query: AuditQuery): AuditRecord[] {
  const { after, before = Infinity, newestFirst = false, limit, actor, name, action } = query;
  const is = <T>(wanted: T | undefined, found: T): boolean => wanted === undefined || wanted === found;
  const asked = audit.filter(
    (record) => record.sequence > after && record.sequence < before && is(actor, record.actor) && is(name, record.name) && is(action, record.action),
  );
  return (newestFirst ? asked.toReversed() : asked).slice(0, limit);
}
