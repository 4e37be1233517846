import { COMPATIBILITY_FIELDS, type Compatibility } from '../core/compatibility.ts';
import type { Page, SettingResource } from '../core/resources.ts';
import { compareNames } from '../core/text-order.ts';
import type { ConfigRecord, Configs, ModeRecord } from '../storage/store.ts';
import type { Context } from './context.ts';
import { epochOf } from './mode.ts';
import { readPageLimit } from './page-limit.ts';
import type { SettingsQuery } from './registry.ts';

/** What was set where: configurations and modes, by name, the registry first, a page at a time. The `cursor` is the first name of the next one. */
export async function listSettings(context: Context, query: SettingsQuery): Promise<Page<SettingResource>> {
  const { cursor = '', prefix = '', isVisible = () => true } = query;
  const limit = readPageLimit(query.limit);
  const configs = await context.store.readConfigs();
  const names = [...new Set([...configs.records, ...configs.modes].map(({ name }) => name))]
    .filter((name) => compareNames(name, cursor) >= 0 && name.startsWith(prefix) && isVisible(name))
    .toSorted(compareNames);
  const [items, next] = [presentSettings(configs, names.slice(0, limit)), names[limit]];
  return { items, ...(next === undefined ? {} : { cursor: next }) };
}

function presentSettings({ records, modes }: Configs, names: readonly string[]): SettingResource[] {
  const configOf = new Map(records.map((record) => [record.name, record]));
  const modeOf = new Map(modes.map((record) => [record.name, record]));
  return names.map((name) => ({ name, ...presentConfig(configOf.get(name)), ...presentMode(modeOf.get(name)) }));
}

function presentConfig(record: ConfigRecord | undefined): Pick<SettingResource, 'config'> {
  if (record === undefined) return {};
  const { name: _name, epoch, ...settings } = record;
  const own = COMPATIBILITY_FIELDS.flatMap((field) => (settings[field] === undefined ? [] : [[field, settings[field]] as const]));
  const others = Object.keys(settings).filter((setting) => !(COMPATIBILITY_FIELDS as readonly string[]).includes(setting));
  return { config: { ...(Object.fromEntries(own) as Partial<Compatibility>), ...(others.length === 0 ? {} : { others: others.toSorted() }), epoch } };
}

function presentMode(record: ModeRecord | undefined): Pick<SettingResource, 'mode'> {
  return record === undefined ? {} : { mode: { mode: record.mode, epoch: epochOf(record) } };
}
