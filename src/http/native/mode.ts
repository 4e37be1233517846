import type { ModeResource } from '../../core/resources.ts';
import type { Registry } from '../../registry/registry.ts';
import { on, some } from './access.ts';
import { read } from './answers.ts';
import { MODE } from './bodies.ts';
import { placesAt, type Place } from './places.ts';
import { defineRoute, type Answer, type Route } from './route.ts';
import { DRY_RUN, writeContext } from './write-context.ts';

/** For the registry at `/mode`, for a subject or a prefix below it. */
export function modeRoutes(registry: Registry): Route[] {
  return placesAt('/mode').flatMap((place) => routesAt(registry, place));
}

function routesAt(registry: Registry, { path: template, suffix, parameter, of, errors: invalid, nameOf }: Place): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: template,
      operationId: `getMode${suffix}`,
      summary: `What may be written to ${of}.`,
      access: some('read', 'a mode is in force for all that it covers', parameter),
      answers: [read('Mode', 'The mode.')],
      errors: invalid,
      handle: async ({ path }) => answer(await registry.getMode(nameOf(path))),
    }),
    defineRoute({
      method: 'PUT',
      path: template,
      operationId: `putMode${suffix}`,
      summary: `Set what may be written to ${of}.`,
      access: on('admin', parameter),
      query: { dryRun: DRY_RUN },
      body: MODE,
      answers: [read('Mode', 'The mode as it is now.')],
      errors: [...invalid, 'mode_forbids', 'epoch_mismatch', 'write_conflict'],
      handle: async ({ path, query, body, ifMatch, incoming }) =>
        answer(await registry.putMode(nameOf(path), body, writeContext({ incoming, ifMatch, dryRun: query.dryRun }))),
    }),
    defineRoute({
      method: 'DELETE',
      path: template,
      operationId: `deleteMode${suffix}`,
      summary: `Remove the mode that was set for ${of}.`,
      access: on('admin', parameter),
      query: { dryRun: DRY_RUN },
      answers: [read('Mode', 'The mode without it.')],
      errors: [...invalid, 'mode_not_found', 'epoch_mismatch', 'write_conflict'],
      handle: async ({ path, query, ifMatch, incoming }) =>
        answer(await registry.deleteMode(nameOf(path), writeContext({ incoming, ifMatch, dryRun: query.dryRun }))),
    }),
  ];
}

function answer(value: ModeResource): Answer {
  return { kind: 'json', value, epoch: value.epoch };
}
