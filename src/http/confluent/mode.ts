import { RegistryError } from '../../core/errors.ts';
import { MODES, type Mode } from '../../core/mode.ts';
import { covers } from '../../core/subject.ts';
import type { Registry } from '../../registry/registry.ts';
import { on, some } from './access.ts';
import { asText, member } from './members.ts';
import { json, writeContext, type Request, type Route } from './route.ts';

export function modeRoutes(registry: Registry): Route[] {
  const put: Route['answer'] = async (request) => json({ mode: await putMode(registry, request) });
  return [
    { method: 'GET', path: '/mode', access: some('read'), answer: async () => json({ mode: (await registry.getMode('')).mode }) },
    { method: 'PUT', path: '/mode', access: on('admin'), answer: put },
    {
      method: 'DELETE',
      path: '/mode',
      access: on('admin'),
      answer: async (request) => json({ mode: (await deleteMode(registry, request)) ?? 'READWRITE' }),
    },
    {
      method: 'GET',
      path: '/mode/{scope}',
      access: some('read'),
      answer: async ({ name, query }) => {
        const { mode, own } = await registry.getMode(name);
        if (own === null && !query.flag('defaultToGlobal')) throw notConfigured(name);
        return json({ mode: query.flag('defaultToGlobal') ? mode : own });
      },
    },
    { method: 'PUT', path: '/mode/{scope}', access: on('admin'), answer: put },
    {
      method: 'DELETE',
      path: '/mode/{scope}',
      access: on('admin'),
      answer: async (request) => {
        const mode = await deleteMode(registry, request);
        if (mode === undefined) throw notConfigured(request.name);
        return json({ mode });
      },
    },
  ];
}

function notConfigured(name: string): RegistryError {
  return new RegistryError('mode_not_found', `Subject '${name}' does not have subject-level mode configured`);
}

async function putMode(registry: Registry, request: Request): Promise<Mode> {
  const written = member(await request.body(), 'mode', asText);
  const mode = MODES.find((candidate) => candidate === written?.toUpperCase());
  if (mode === undefined) {
    throw new RegistryError('mode_invalid', `Invalid mode. Valid values are ${MODES.join(', ')}; found ${JSON.stringify(written ?? null)}`);
  }
  await registry.putMode(request.name, { mode, force: request.query.flag('force') }, writeContext(request));
  return mode;
}

/** The mode that was set there before; undefined for none. With `recursive` those of all names below go as well. */
async function deleteMode(registry: Registry, request: Request): Promise<Mode | undefined> {
  const { name, query } = request;
  const { own } = await registry.getMode(name);
  const { modes } = await registry.stored.settingNames();
  const below = query.flag('recursive') ? modes.filter((other) => other !== name && (name === '' || covers(name, other))) : [];
  for (const other of [...below, ...(own === null ? [] : [name])]) await registry.deleteMode(other, writeContext(request));
  return own ?? undefined;
}
