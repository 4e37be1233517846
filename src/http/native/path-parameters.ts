import { RegistryError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json/value.ts';
import { isFingerprint, parseSubject } from '../../core/subject.ts';
import { parseVersionSelector } from '../../core/version.ts';
import { NO_CONTROL_CHARACTERS, SUBJECT_SCHEMA } from './bodies.ts';
import { readInteger } from './parameter.ts';
import type { PathReader } from './route.ts';

interface PathParameter {
  readonly description: string;
  readonly schema: JsonObject;
}

const NUMBER: JsonObject = { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 };
const NUMBER_OF_VERSION: PathParameter = { description: 'The number of a version.', schema: NUMBER };

const PATH_PARAMETERS: Readonly<Record<string, PathParameter>> = {
  subject: { description: 'The subject, percent-encoded.', schema: SUBJECT_SCHEMA },
  version: { description: 'The number of a version, or `latest`.', schema: { anyOf: [NUMBER, { const: 'latest' }] } },
  keyId: { description: 'The id of a key.', schema: { type: 'string', pattern: '^[0-9a-f]{16}$' } },
  webhookId: { description: 'The id of a webhook.', schema: { type: 'string', pattern: '^[0-9a-f]{16}$' } },
  id: { description: 'The id of a schema in this registry.', schema: { type: 'integer', minimum: 1 } },
  gateway: { description: 'The name of a gateway.', schema: { type: 'string', minLength: 1 } },
  route: { description: 'The path of a route of the gateway, percent-encoded: `%2Fevents`.', schema: { type: 'string', minLength: 1 } },
  target: { description: 'The name of a target of the route, percent-encoded.', schema: { type: 'string', minLength: 1 } },
  eventId: { description: 'The number of an event, as its 202 had it.', schema: { type: 'integer', minimum: 1 } },
  fingerprint: { description: '64 lower-case hexadecimal digits.', schema: { type: 'string', pattern: '^[0-9a-f]{64}$' } },
  name: {
    description: 'A subject or a prefix such as `com.shop.*`, percent-encoded.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: NO_CONTROL_CHARACTERS },
  },
};

/**
 * How the OpenAPI document describes a name that occurs in a path. One path has one name for a version (OpenAPI: templated paths that
 * differ only in their names are identical), whether it is read or written.
 */
export function describePathParameter(name: string, method: string): PathParameter | undefined {
  return name === 'version' && method !== 'GET' ? NUMBER_OF_VERSION : PATH_PARAMETERS[name];
}

export function readSubject(path: PathReader): string {
  return parseSubject(path('subject'));
}

export function readSelector(path: PathReader): number | 'latest' {
  return parseVersionSelector(path('version'));
}

/** A version to write to: `latest` might be another one by the time the request arrives. */
export function readVersion(path: PathReader): number {
  const version = parseVersionSelector(path('version'));
  if (version !== 'latest') return version;
  throw new RegistryError('version_invalid', 'version "latest": expected a whole number, since only a version named by its number can be changed');
}

export function readSchemaId(path: PathReader): number {
  const id = readInteger(path('id'), { min: 1, max: Number.MAX_SAFE_INTEGER });
  if (id !== undefined) return id;
  throw new RegistryError('request_invalid', `schema id: expected a whole number from 1; found ${JSON.stringify(path('id'))}`);
}

export function readFingerprint(path: PathReader): string {
  const fingerprint = path('fingerprint');
  if (isFingerprint(fingerprint)) return fingerprint;
  throw new RegistryError('request_invalid', `fingerprint: expected 64 lower-case hexadecimal digits; found ${JSON.stringify(fingerprint)}`);
}
