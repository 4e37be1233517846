import { createClient } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { CONFIG_FILE } from '../../src/project/config.ts';
import { DEFAULT_REGISTRY, examples, registryUrl, type CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { readHttpAddress } from '../http-address.ts';
import type { Io } from '../io.ts';
import { patienceWith } from '../patience.ts';
import { readSecret } from '../prompt.ts';
import { isThisMachine, registryOfProject } from '../registry-choice.ts';
import { printable } from '../report/printable.ts';
import { whoamiText } from '../report/whoami.ts';
import { storedKeysPath, storeKey } from '../stored-keys.ts';
import { timedFetch } from '../timed-fetch.ts';

export const command: CommandModule = {
  declare(declared) {
    declared.argument('[url]', 'the registry (default: SLUICE_REGISTRY; that of a project has to be given)');
    examples(declared, [
      ['sluice login https://registry.example.com', 'asks for the key and does not show it'],
      ['sluice login https://registry.example.com < key.txt', 'from a file or a secret store'],
    ]);
  },

  async run(io, [given]) {
    if (given === undefined) await requireNamed(io);
    const url = given === undefined ? registryUrl(io, {}) : readHttpAddress('the registry', given);
    const key = await readSecret(io, `key for ${url}: `);
    if (!/^[\w.-]+$/.test(key)) throw new RegistryError('usage_invalid', 'expected one key or token on standard input');
    const fetch = timedFetch(io, { asked: 'registry', url });
    const caller = await createClient({ url, token: key, patience: patienceWith(io, url), fetch }).whoami();
    if (!caller.known) {
      io.err.write(`the registry at ${url} asks for no keys; nothing was stored\n`);
      return EXIT.findings;
    }
    await storeKey(io, url, key);
    io.out.write(`${whoamiText(caller)}\n`);
    io.err.write(`the key is kept in ${storedKeysPath(io)}, for ${url} only; SLUICE_TOKEN goes before it\n`);
    if (/^http:/i.test(url) && !isThisMachine(url)) io.err.write('careful: without https others on the way can read the key\n');
    return EXIT.ok;
  },
};

/** A key that comes from a pipe goes where the user says, never where a configuration does that may have come with a clone. */
async function requireNamed(io: Io): Promise<void> {
  if (io.env['SLUICE_REGISTRY']) return;
  const registry = await registryOfProject(io);
  if (registry === undefined || registry === DEFAULT_REGISTRY) return;
  throw new RegistryError('usage_invalid', 'say which registry the key is for', {
    data: { next: `\`sluice login ${printable(registry)}\`, if it is for the one that ${CONFIG_FILE} names.` },
  });
}
