import type { Compatibility } from '../core/compatibility.ts';
import { parseScopeName } from '../core/subject.ts';
import type { ConfigRecord, Configs, RegistrationSettings } from '../storage/store.ts';
import { writeConfig } from './configure.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility } from './effective-compatibility.ts';
import type { WriteContext } from './registry.ts';
import { scopesOf } from './scopes.ts';

/** Everything that may be set for a name: what is proved, and what Confluent's configuration says beside it. */
export type Settings = Partial<Compatibility> & RegistrationSettings;

/** `own` is what was set at the name itself, absent where nothing was; `inForce` what holds there. */
export interface SettingsAt {
  readonly own?: Settings;
  readonly inForce: Compatibility & RegistrationSettings;
}

/** A member that is null is removed; one that is absent stays as it is. */
export type SettingsChange = { readonly [Name in keyof Settings]?: Settings[Name] | null };

const REGISTRATION_FIELDS = [
  'normalize',
  'compatibilityGroup',
  'validateFields',
  'validateRules',
  'defaultMetadata',
  'overrideMetadata',
  'defaultRuleSet',
  'overrideRuleSet',
] as const satisfies readonly (keyof RegistrationSettings)[];

/** Field by field as for a level: the name's own, then the longest prefix, then the registry. An alias is never inherited. */
export function effectiveSettings({ records }: Pick<Configs, 'records'>, name: string): RegistrationSettings {
  const sources = scopesOf(records, name);
  const inherited = REGISTRATION_FIELDS.flatMap((field) => {
    const source = sources.find((record) => record[field] !== undefined);
    return source === undefined ? [] : [[field, source[field]] as const];
  });
  const alias = records.find((record) => record.name === name)?.alias;
  return { ...Object.fromEntries(inherited), ...(alias === undefined ? {} : { alias }) };
}

/** A subject that was never written counts as one of the Confluent face, which asks for it. */
export async function readSettings(context: Context, name: string): Promise<SettingsAt> {
  const configs = await context.store.readConfigs();
  const history = name === '' ? undefined : await context.histories.read(name);
  const own = configs.records.find((record) => record.name === name);
  return {
    ...(own === undefined ? {} : { own: settingsIn(own) }),
    inForce: { ...effectiveCompatibility(configs, name, history?.subject.face ?? 'confluent'), ...effectiveSettings(configs, name) },
  };
}

/** The subjects whose alias is set, with what each means. */
export async function readAliases(context: Context): Promise<ReadonlyMap<string, string>> {
  const { records } = await context.store.readConfigs();
  return new Map(records.flatMap(({ name, alias }) => (alias === undefined ? [] : [[name, alias] as const])));
}

/** Sets members one by one; what is not named stays. Throws `subject_invalid` or `epoch_mismatch`. */
export async function changeSettings(context: Context, name: string, change: SettingsChange, write: WriteContext): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await writeConfig(context, name === '' ? name : parseScopeName(name), write, (existing) => {
    const merged = Object.entries({ ...existing, ...change }).filter(([, value]) => value !== null && value !== undefined);
    return { ...Object.fromEntries(merged), name, epoch: (existing?.epoch ?? 0) + 1 };
  });
}

function settingsIn({ name: _name, epoch: _epoch, ...settings }: ConfigRecord): Settings {
  return settings;
}
