import { COMPATIBILITY_FIELDS, type Compatibility } from '../core/compatibility.ts';
import { RegistryError } from '../core/errors.ts';
import type { ConfigRequest, ConfigResource } from '../core/resources.ts';
import type { ConfigRecord, Configs } from '../storage/store.ts';
import { auditEntry } from './audit.ts';
import type { Context } from './context.ts';
import { effectiveCompatibility, sourcesOfCompatibility } from './effective-compatibility.ts';
import { expectEpoch } from './expect-epoch.ts';
import { previewConfig } from './preview-config.ts';
import type { WriteContext } from './registry.ts';
import { readScopeName, readWrittenName } from './scope-name.ts';
import { untilCommitted } from './until-committed.ts';

export async function getConfig(context: Context, name: string): Promise<ConfigResource> {
  return presentConfig(context, readScopeName(name), await context.store.readConfigs());
}

export async function putConfig(context: Context, name: string, request: ConfigRequest, write: WriteContext): Promise<ConfigResource> {
  return writeConfig(context, await readWrittenName(context, name, write), write, (existing) => {
    const settings = Object.fromEntries(
      COMPATIBILITY_FIELDS.flatMap((field) => (request[field] === undefined || request[field] === null ? [] : [[field, request[field]]])),
    );
    const { level: _level, profile: _profile, formats: _formats, onUndecided: _onUndecided, ...others } = existing ?? {};
    return { ...others, name, epoch: (existing?.epoch ?? 0) + 1, ...settings };
  });
}

export async function deleteConfig(context: Context, name: string, write: WriteContext): Promise<ConfigResource> {
  return writeConfig(context, readScopeName(name), write, (existing) => {
    if (existing === undefined)
      throw new RegistryError('config_not_found', `nothing is configured for ${name === '' ? 'the registry' : JSON.stringify(name)}`);
    return undefined;
  });
}

/** @internal Puts what `decide` gives for the existing setting, or removes the setting where it gives nothing. */
export async function writeConfig(
  context: Context,
  name: string,
  write: WriteContext,
  decide: (existing: ConfigRecord | undefined, configs: Configs) => ConfigRecord | undefined,
): Promise<ConfigResource> {
  return untilCommitted('the configuration', async () => {
    const configs = await context.store.readConfigs();
    const existing = configs.records.find((record) => record.name === name);
    expectEpoch(write, existing?.epoch ?? 0);
    const record = decide(existing, configs);
    const records = [...configs.records.filter((other) => other.name !== name), ...(record === undefined ? [] : [record])];
    const answer = await presentConfig(context, name, { ...configs, records });
    if (write.dryRun === true) return { ...answer, dryRun: await previewConfig(context, name, { before: configs, after: { ...configs, records } }) };
    const committed = await context.store.commit({
      expect: [{ kind: 'configs', epoch: configs.epoch }],
      ...(record === undefined ? { removeConfig: name } : { config: record }),
      audit: () => [
        auditEntry(context, write, { action: record === undefined ? 'config.delete' : 'config.put', name, before: existing, after: record }),
      ],
      changes: () => [
        {
          type: record === undefined ? 'io.sluice.config.deleted' : 'io.sluice.config.updated',
          name,
          time: context.timestamp(),
          data: { name, ...settingsOf(answer), updatedBy: write.actor },
        },
      ],
    });
    return committed.kind === 'committed' ? answer : 'conflict';
  });
}

async function presentConfig(context: Context, name: string, configs: Configs): Promise<ConfigResource> {
  const own = configs.records.find((record) => record.name === name);
  const history = name === '' ? undefined : await context.histories.read(name);
  const effective = effectiveCompatibility(configs, name, history?.subject.face);
  return {
    name,
    ...effective,
    own: COMPATIBILITY_FIELDS.filter((field) => own?.[field] !== undefined),
    sources: sourcesOfCompatibility(configs, name),
    epoch: own?.epoch ?? 0,
  };
}

function settingsOf({ level, profile, formats, onUndecided }: Compatibility): Compatibility & Record<string, string> {
  return { level, profile, formats, onUndecided };
}
