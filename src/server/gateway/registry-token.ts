import { RegistryError } from '../../core/errors.ts';
import type { ClientOptions } from '../../client/index.ts';
import type { SecretConfig } from '../../gateway/config/config.ts';
import { openSecret } from '../../gateway/targets/secret.ts';

/**
 * How a client says who it is by a key or token: one in a file is looked at with every request, so that it can be replaced without a
 * restart. Throws `config_invalid` for what is none, without saying what was found.
 */
export function tokenOptions(token: SecretConfig | undefined): Pick<ClientOptions, 'token' | 'fetch'> {
  if (token === undefined) return {};
  if (token.kind === 'env') return { token: token.text };
  if (readToken(token.text) === undefined) {
    throw new RegistryError(
      'config_invalid',
      `registryTokenFile ${token.path}: expected the key or token for the registry, one line of characters that a header can have; found ${token.text === '' ? 'an empty file' : 'others'}`,
    );
  }
  const secret = openSecret(token, readToken);
  return {
    async fetch(url, init) {
      const authorization = `Bearer ${await secret.current()}`;
      return globalThis.fetch(url, { ...init, headers: { ...init.headers, authorization } });
    },
  };
}

function readToken(text: string): string | undefined {
  return /^[\t\x20-\x7e\x80-\xff]+$/.test(text) ? text : undefined;
}
