import { LEVELS, type Level, type Profile } from '../../core/compatibility.ts';
import { RegistryError } from '../../core/errors.ts';
import type { ExactObject, ExactValue } from '../../core/json/value.ts';
import { isContext, isPrefix } from '../../core/subject.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Settings, SettingsChange } from '../../registry/registration-settings.ts';
import { requireAccess } from '../kit/principal.ts';
import { on, some, within } from './access.ts';
import { requireAlias } from './alias.ts';
import { asFlag, asJson, asMembers, asText, type Read } from './members.ts';
import { json, writeContext, type Request, type Route } from './route.ts';
import { readRuleSet } from './rule-set.ts';
import { contextOf, qualify } from './subject-name.ts';

/** What holds where nobody set anything, of all contexts. */
const DEFAULT = { compatibilityLevel: 'BACKWARD' } as const;

export function configRoutes(registry: Registry): Route[] {
  const put = async (request: Request): Promise<ReturnType<typeof json>> => json(await putConfig(registry, request));
  return [
    {
      method: 'GET',
      path: '/config',
      access: some('read'),
      answer: async (request) => json({ ...DEFAULT, ...presentSettings((await registry.settings('')).own ?? {}, request) }),
    },
    { method: 'PUT', path: '/config', access: on('admin'), answer: put },
    {
      method: 'DELETE',
      path: '/config',
      access: on('admin'),
      answer: async (request) => json({ ...DEFAULT, ...(await deleteConfig(registry, request)) }),
    },
    {
      method: 'GET',
      path: '/config/{scope}',
      access: some('read'),
      answer: async (request) => {
        const { name, query } = request;
        const { own = {}, inForce } = await registry.settings(name);
        if (query.flag('defaultToGlobal')) return json(presentSettings(inForce, request));
        const shown = presentSettings(own, request);
        if (Object.keys(shown).length > 0) return json(shown);
        throw new RegistryError('config_not_found', `Subject '${name}' does not have subject-level compatibility configured`);
      },
    },
    {
      method: 'PUT',
      path: '/config/{scope}',
      access: within('`admin`; `register` for the first level of a subject, at least as strict as what is in force'),
      answer: put,
    },
    {
      method: 'DELETE',
      path: '/config/{scope}',
      access: on('admin'),
      answer: async (request) => {
        const deleted = await deleteConfig(registry, request);
        if (deleted === undefined) throw new RegistryError('subject_not_found', `Subject '${request.name}' not found.`);
        return json(deleted);
      },
    },
  ];
}

/** Members that are left out stay as they are; null takes one away. Answers what came. */
async function putConfig(registry: Registry, request: Request): Promise<object> {
  const body = asMembers(await request.body(), '');
  const { name, principal } = request;
  if (isFirstLevel(name, body) && !principal.can('admin', name)) return putFirstLevel(registry, request, body['compatibility'] ?? null);
  requireAccess(principal, 'admin', name);
  const known = FIELDS.filter((field) => Object.hasOwn(body, field.member)).map((field) => ({ field, value: body[field.member] ?? null }));
  if (known.length === 0 && Object.keys(body).length > 0) throw refuseUnknown(Object.keys(body));
  const change = Object.fromEntries(
    known.map(({ field, value }) => [field.setting, value === null ? null : field.read(value, `/${field.member}`)]),
  ) as SettingsChange;
  const { alias } = change;
  if (typeof alias === 'string') await requireAlias(registry, name, alias, principal);
  await registry.changeSettings(name, change, writeContext(request));
  return Object.fromEntries(known.filter(({ value }) => value !== null).map(({ field, value }) => [field.member, value]));
}

// Unknown members mean nothing beside known ones: old registries get those of newer clients. Alone they are a mistake.
function refuseUnknown(names: readonly string[]): RegistryError {
  const hint = names.includes('compatibilityLevel') ? '; a level is read as "compatibilityLevel" and written as "compatibility"' : '';
  return new RegistryError(
    'level_invalid',
    `expected one of ${FIELDS.map((field) => field.member).join(', ')}; found ${JSON.stringify(names).slice(0, 200)}${hint}`,
  );
}

/** Clients that register a subject set its level right after, and nothing else. */
function isFirstLevel(name: string, body: ExactObject): boolean {
  const isSubject = name !== '' && !isPrefix(name) && !isContext(name);
  return isSubject && Object.keys(body).join() === 'compatibility' && body['compatibility'] !== null;
}

async function putFirstLevel(registry: Registry, request: Request, value: ExactValue): Promise<object> {
  requireAccess(request.principal, 'register', request.name);
  await registry.setFirstLevel(request.name, readLevel(value, '/compatibility'), writeContext(request));
  return { compatibility: value };
}

/** What was set there before, in Confluent's words; undefined where nothing was. */
async function deleteConfig(registry: Registry, request: Request): Promise<object | undefined> {
  const { own } = await registry.settings(request.name);
  if (own === undefined) return undefined;
  await registry.deleteConfig(request.name, writeContext(request));
  return presentSettings(own, request);
}

const POLICIES = { STRICT: 'strict', LENIENT: 'declared' } as const;

const readLevel: Read<Level> = (value, pointer) => {
  const level = LEVELS.find((candidate) => candidate === asText(value, pointer).toUpperCase());
  if (level !== undefined) return level;
  throw new RegistryError('level_invalid', `Invalid compatibility level. Valid values are ${LEVELS.join(', ')}; found ${JSON.stringify(value)}`);
};

const readPolicy: Read<Profile> = (value, pointer) => {
  const policy = asText(value, pointer).toUpperCase();
  if (policy === 'STRICT' || policy === 'LENIENT') return POLICIES[policy];
  throw new RegistryError('level_invalid', `Invalid compatibility policy. Valid values are STRICT, LENIENT; found ${JSON.stringify(value)}`);
};

// Clients take an alias or a group away by an empty text.
const readName: Read<string | null> = (value, pointer) => asText(value, pointer) || null;

/** A member of the body of a PUT, and what it sets. */
interface Field {
  readonly member: string;
  readonly setting: keyof Settings;
  readonly read: (value: ExactValue, pointer: string) => unknown;
}

const FIELDS: readonly Field[] = [
  { member: 'compatibility', setting: 'level', read: readLevel },
  { member: 'compatibilityPolicy', setting: 'profile', read: readPolicy },
  { member: 'normalize', setting: 'normalize', read: asFlag },
  { member: 'alias', setting: 'alias', read: readName },
  { member: 'compatibilityGroup', setting: 'compatibilityGroup', read: readName },
  { member: 'validateFields', setting: 'validateFields', read: asFlag },
  { member: 'validateRules', setting: 'validateRules', read: asFlag },
  { member: 'defaultMetadata', setting: 'defaultMetadata', read: asJson },
  { member: 'overrideMetadata', setting: 'overrideMetadata', read: asJson },
  { member: 'defaultRuleSet', setting: 'defaultRuleSet', read: readRuleSet },
  { member: 'overrideRuleSet', setting: 'overrideRuleSet', read: readRuleSet },
];

/** Settings in Confluent's words; what it has none for is left out, and so is an alias of what the caller may not read. */
function presentSettings({ alias, ...rest }: Settings, { name, principal }: Pick<Request, 'name' | 'principal'>): object {
  const isShown = alias !== undefined && principal.can('read', qualify(alias, contextOf(name)));
  const settings: Settings = { ...rest, ...(isShown ? { alias } : {}) };
  const { level, profile } = settings;
  const others = FIELDS.filter(({ setting }) => setting !== 'level' && setting !== 'profile').flatMap(({ member, setting }) =>
    settings[setting] === undefined ? [] : [[member, settings[setting]] as const],
  );
  return {
    ...(level === undefined ? {} : { compatibilityLevel: level }),
    ...(profile === undefined ? {} : { compatibilityPolicy: profile === 'strict' ? 'STRICT' : 'LENIENT' }),
    ...Object.fromEntries(others),
  };
}
