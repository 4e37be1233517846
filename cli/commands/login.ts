import { createClient } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { isLoopback } from '../../src/server/listen.ts';
import { examples, registryUrl, type CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { readSecret } from '../prompt.ts';
import { whoamiText } from '../report/whoami.ts';
import { storedKeysPath, storeKey } from '../stored-keys.ts';

export const command: CommandModule = {
  declare(declared) {
    declared.argument('[url]', 'the registry (default: SLUICE_REGISTRY)');
    examples(declared, [
      ['sluice login https://registry.example.com', 'asks for the key and does not show it'],
      ['sluice login https://registry.example.com < key.txt', 'from a file or a secret store'],
    ]);
  },

  async run(io, [given]) {
    const url = registryUrl(io, given === undefined ? {} : { registry: given });
    const key = await readSecret(io, `key for ${url}: `);
    if (!/^[\w.-]+$/.test(key)) throw new RegistryError('usage_invalid', 'expected one key or token on standard input');
    const caller = await createClient({ url, token: key }).whoami();
    if (!caller.known) {
      io.err.write(`the registry at ${url} asks for no keys; nothing was stored\n`);
      return EXIT.findings;
    }
    await storeKey(io, url, key);
    io.out.write(`${whoamiText(caller)}\n`);
    io.err.write(`the key is kept in ${storedKeysPath(io)}, for ${url} only; SLUICE_TOKEN goes before it\n`);
    const { protocol, hostname } = new URL(url);
    if (protocol === 'http:' && !isLoopback(hostname.replace(/^\[|\]$/g, '')))
      io.err.write('careful: without https others on the way can read the key\n');
    return EXIT.ok;
  },
};
