import type { Compatibility } from '../core/compatibility.ts';
import { RegistryError } from '../core/errors.ts';
import type { Page, SettingResource } from '../core/resources.ts';
import { compareNames } from '../core/text-order.ts';
import type { ConfigRecord, Configs, ModeRecord } from '../storage/store.ts';
import type { Context } from './context.ts';
import { epochOf } from './mode.ts';
import type { SettingsQuery } from './registry.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const FIELDS = ['level', 'profile', 'formats', 'onUndecided'] as const satisfies readonly (keyof Compatibility)[];

/** What was set where: configurations and modes, by name, the registry first, a page at a time. The `cursor` is the first name of the next one. */
export async function listSettings(context: Context, query: SettingsQuery): Promise<Page<SettingResource>> {
  const { cursor = '', prefix = '', limit = DEFAULT_LIMIT, isVisible = () => true } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new RegistryError('request_invalid', `limit: expected a whole number from 1 to ${MAX_LIMIT}; found ${limit}`);
  }
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
  const own = FIELDS.flatMap((field) => (settings[field] === undefined ? [] : [[field, settings[field]] as const]));
  const others = Object.keys(settings).filter((setting) => !(FIELDS as readonly string[]).includes(setting));
  return { config: { ...(Object.fromEntries(own) as Partial<Compatibility>), ...(others.length === 0 ? {} : { others: others.toSorted() }), epoch } };
}

function presentMode(record: ModeRecord | undefined): Pick<SettingResource, 'mode'> {
  return record === undefined ? {} : { mode: { mode: record.mode, epoch: epochOf(record) } };
}
