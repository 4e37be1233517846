import type { ConfigResource } from '../../core/resources.ts';
import type { Registry } from '../../registry/registry.ts';
import { on, some } from './access.ts';
import { read } from './answers.ts';
import { CONFIG } from './bodies.ts';
import { placesAt, type Place } from './places.ts';
import { defineRoute, type Answer, type Route } from './route.ts';
import { DRY_RUN, writeContext } from './write-context.ts';

/** For the registry at `/config`, for a subject or a prefix below it. */
export function configRoutes(registry: Registry): Route[] {
  return placesAt('/config').flatMap((place) => routesAt(registry, place));
}

function routesAt(registry: Registry, { path: template, suffix, parameter, of, errors: invalid, nameOf }: Place): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: template,
      operationId: `getConfig${suffix}`,
      summary: `What is in force for ${of}, and which of it was set there.`,
      access: some('read', 'settings are in force for all that they cover', parameter),
      answers: [read('Config', 'The configuration.')],
      errors: invalid,
      handle: async ({ path }) => answer(await registry.getConfig(nameOf(path))),
    }),
    defineRoute({
      method: 'PUT',
      path: template,
      operationId: `putConfig${suffix}`,
      summary: `Set what is in force for ${of}; what is left out is inherited.`,
      access: on('admin', parameter),
      query: { dryRun: DRY_RUN },
      body: CONFIG,
      answers: [read('Config', 'The configuration as it is now.')],
      errors: [...invalid, 'epoch_mismatch', 'write_conflict'],
      handle: async ({ path, query, body, ifMatch, incoming }) =>
        answer(await registry.putConfig(nameOf(path), body, writeContext({ incoming, ifMatch, dryRun: query.dryRun }))),
    }),
    defineRoute({
      method: 'DELETE',
      path: template,
      operationId: `deleteConfig${suffix}`,
      summary: `Remove what was set for ${of}.`,
      access: on('admin', parameter),
      query: { dryRun: DRY_RUN },
      answers: [read('Config', 'What is in force without it.')],
      errors: [...invalid, 'config_not_found', 'epoch_mismatch', 'write_conflict'],
      handle: async ({ path, query, ifMatch, incoming }) =>
        answer(await registry.deleteConfig(nameOf(path), writeContext({ incoming, ifMatch, dryRun: query.dryRun }))),
    }),
  ];
}

function answer(value: ConfigResource): Answer {
  return { kind: 'json', value, epoch: value.epoch };
}
