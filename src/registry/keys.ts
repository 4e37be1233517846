import { createHash, timingSafeEqual } from 'node:crypto';
import { formatKey, type KeyCredential, type KeyRecord } from '../core/api-key.ts';
import { RegistryError, unreachable } from '../core/errors.ts';
import type { CreatedKeyResource, KeyRequest, KeyResource } from '../core/resources.ts';
import { parseTime } from '../core/timestamp.ts';
import { parsePattern } from '../core/scope.ts';
import { auditEntry } from './audit.ts';
import type { Context } from './context.ts';
import type { WriteContext } from './registry.ts';

const ID_BYTES = 8;
// As many bits as the hash has: such a secret is in no dictionary, so the hash needs neither salt nor work factor.
const SECRET_BYTES = 32;
const MAX_NAME_LENGTH = 100;
const MAX_SCOPES = 100;
const MAX_ROUNDS = 10;

/** Make a key. Its secret is in this answer and nowhere else. Throws `request_invalid`. */
export async function createKey(context: Context, request: KeyRequest, write: WriteContext): Promise<CreatedKeyResource> {
  const { name, scopes, expiresAt } = checkRequest(context, request);
  const secret = randomHex(context, SECRET_BYTES);
  const record: KeyRecord = {
    id: await findFreeId(context),
    name,
    hash: hashOf(secret).toString('hex'),
    scopes,
    createdAt: context.timestamp(),
    createdBy: write.actor,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  const resource = presentKey(record);
  await context.store.commit({
    expect: [],
    key: record,
    audit: () => [auditEntry(context, write, { action: 'key.create', name: record.id, after: resource })],
    changes: () => [],
  });
  return { ...resource, key: formatKey({ id: record.id, secret }) };
}

/** All keys in order of their ids, revoked and expired ones included. */
export async function listKeys(context: Context): Promise<readonly KeyResource[]> {
  return (await context.store.listKeys()).map(presentKey);
}

/** From now on the key is nobody's. Once more changes nothing. Throws `key_not_found`. */
export async function revokeKey(context: Context, id: string, write: WriteContext): Promise<KeyResource> {
  const record = await context.store.readKey(id);
  if (record === undefined) throw new RegistryError('key_not_found', `no key has the id ${JSON.stringify(id)}`);
  const before = presentKey(record);
  if (record.revokedAt !== undefined) return before;
  const revoked = { ...record, revokedAt: context.timestamp() };
  const after = presentKey(revoked);
  await context.store.commit({
    expect: [],
    key: revoked,
    audit: () => [auditEntry(context, write, { action: 'key.revoke', name: id, before, after })],
    changes: () => [],
  });
  return after;
}

/** The key of a credential; undefined where there is none, it is over, or the secret is another one: nobody learns which. */
export async function findKey(context: Context, { id, secret }: KeyCredential): Promise<KeyResource | undefined> {
  const record = await context.store.readKey(id);
  // Compared also where there is no such key, so that both take equally long.
  const isRight = timingSafeEqual(hashOf(secret), Buffer.from(record?.hash ?? NO_HASH, 'hex'));
  return record !== undefined && isRight && isGood(context, record) ? presentKey(record) : undefined;
}

const NO_HASH = '0'.repeat(64);

/** Whether a key that was good is good still. */
export async function isKeyGood(context: Context, id: string): Promise<boolean> {
  const record = await context.store.readKey(id);
  return record !== undefined && isGood(context, record);
}

function isGood(context: Context, { expiresAt, revokedAt }: KeyRecord): boolean {
  return revokedAt === undefined && (expiresAt === undefined || context.timestamp() < expiresAt);
}

function presentKey({ hash: _hash, ...resource }: KeyRecord): KeyResource {
  return resource;
}

function checkRequest(context: Context, { name, scopes, expiresAt }: KeyRequest): KeyRequest {
  if (name.trim() === '' || name.length > MAX_NAME_LENGTH || /\p{C}/u.test(name)) {
    throw new RegistryError('request_invalid', `the name of a key: expected 1 to ${MAX_NAME_LENGTH} characters without control characters`);
  }
  if (scopes.length === 0) throw new RegistryError('request_invalid', 'a key without a scope may do nothing; give it one, such as read:*');
  if (scopes.length > MAX_SCOPES) throw new RegistryError('request_invalid', `a key has at most ${MAX_SCOPES} scopes; found ${scopes.length}`);
  for (const { pattern } of scopes) parsePattern(pattern);
  return { name, scopes, ...(expiresAt === undefined ? {} : { expiresAt: readExpiry(context, expiresAt) }) };
}

function readExpiry(context: Context, text: string): string {
  const expiresAt = parseTime(text);
  if (expiresAt !== undefined && expiresAt > context.timestamp()) return expiresAt;
  throw new RegistryError('request_invalid', `expiresAt: expected a time to come, such as 2030-01-31T00:00:00Z; found ${JSON.stringify(text)}`);
}

async function findFreeId(context: Context): Promise<string> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const id = randomHex(context, ID_BYTES);
    if ((await context.store.readKey(id)) === undefined) return id;
  }
  return unreachable('the source of randomness gives the same again and again');
}

function randomHex({ random }: Context, bytes: number): string {
  return Buffer.from(random(bytes)).toString('hex');
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
