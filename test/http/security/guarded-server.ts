import { parseScope } from '../../../src/core/scope.ts';
import type { Authentication } from '../../../src/http/kit/authenticate.ts';
import { createKeyOwners } from '../../../src/http/key-owner.ts';
import { createTestRegistry, startTestServer, type TestAnswer, type TestRequest, type TestServer, type TestServerOptions } from '../test-server.ts';

/** A registry that asks for keys. */
export interface GuardedServer extends TestServer {
  /** A key with these scopes, as `ACCESS:PATTERN`. */
  makeKey(...scopes: readonly string[]): Promise<string>;
  /** Send with a key as Bearer. */
  as(key: string, request: TestRequest): Promise<TestAnswer>;
}

export interface GuardedOptions extends Omit<TestServerOptions, 'authentication'>, Partial<Authentication> {}

export async function startGuardedServer({
  anonymousRead = false,
  findTokenBearer,
  findCertificateHolder,
  onFailure,
  ...options
}: GuardedOptions = {}): Promise<GuardedServer> {
  const registry = options.registry ?? createTestRegistry(options.store);
  const authentication = {
    findKeyOwner: createKeyOwners(registry),
    anonymousRead,
    ...(findTokenBearer && { findTokenBearer }),
    ...(findCertificateHolder && { findCertificateHolder }),
    ...(onFailure && { onFailure }),
  };
  const server = await startTestServer({ ...options, registry, authentication });
  return {
    ...server,
    makeKey: async (...scopes) => (await registry.createKey({ name: 'test', scopes: scopes.map(parseScope) }, { actor: 'test' })).key,
    as: (key, request) => server.send({ ...request, headers: { ...request.headers, authorization: `Bearer ${key}` } }),
  };
}
