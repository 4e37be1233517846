import { RegistryError } from '../../core/errors.ts';
import { isLive } from '../../core/version.ts';
import type { Registry } from '../../registry/registry.ts';
import { senderOf } from '../kit/sender.ts';
import { on } from './access.ts';
import { readSchemaBody } from './bodies.ts';
import { findVersions, pickVersion, readSelector, type Selector } from './find-version.ts';
import { describeChecks } from './incompatible.ts';
import { json, type Request, type Route } from './route.ts';

export function compatibilityRoutes(registry: Registry): Route[] {
  return [
    {
      method: 'POST',
      path: '/compatibility/subjects/{subject}/versions/{version}',
      access: on('read'),
      answer: async (request) => json(await verboseOrThrow(request, () => check(registry, request, readSelector(request.path('version'))))),
    },
    {
      method: 'POST',
      path: '/compatibility/subjects/{subject}/versions',
      access: on('read'),
      answer: async (request) => json(await verboseOrThrow(request, () => check(registry, request, undefined))),
    },
  ];
}

interface Compatible {
  readonly is_compatible: boolean;
  readonly messages?: readonly string[];
}

/** Against one version, or against all that the level asks for. A subject without a version takes anything. */
async function check(registry: Registry, request: Request, selector: Selector | undefined): Promise<Compatible> {
  const { name, query } = request;
  const { request: schema } = await readSchemaBody(registry, request);
  const verbose = query.flag('verbose');
  const stored = await registry.stored.subject(name);
  const isNew = stored?.versions.some(isLive) !== true;
  if (isNew && (selector === undefined || selector === 'latest')) {
    await registry.lookUpSent(name, schema, { deleted: false }); // Whatever it is compared with, it must be a schema.
    return { is_compatible: true, ...(verbose ? { messages: [] } : {}) };
  }
  const version = selector === undefined ? undefined : pickVersion(await findVersions(registry, name, 'live'), selector);
  const { compatible, checks, level } = await registry.compatAttached(name, schema, {
    ...(version === undefined ? {} : { version: version.version }),
    sender: senderOf(request),
  });
  if (!verbose) return { is_compatible: compatible };
  return { is_compatible: compatible, messages: compatible ? [] : await describeChecks(registry, checks, level) };
}

/** What is no schema is an error; with `verbose` it is a message. */
async function verboseOrThrow({ query }: Request, answer: () => Promise<Compatible>): Promise<Compatible> {
  try {
    return await answer();
  } catch (thrown) {
    if (query.flag('verbose') && thrown instanceof RegistryError && SCHEMA_CODES.includes(thrown.code)) {
      return { is_compatible: false, messages: [thrown.message] };
    }
    throw thrown;
  }
}

const SCHEMA_CODES: readonly string[] = [
  'schema_invalid',
  'dialect_unknown',
  'format_unsupported',
  'number_inexact',
  'reference_unresolved',
  'reference_not_found',
  'reference_conflict',
];
