import { examples, type CommandModule } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { chooseRegistry } from '../registry-choice.ts';
import { removeLeftovers } from '../replace-file.ts';
import { readStoredKey, storedKeysPath, storeKey } from '../stored-keys.ts';

export const command: CommandModule = {
  declare(declared) {
    declared.argument('[url]', "the registry (default: SLUICE_REGISTRY, else the project's)");
    examples(declared, [['sluice logout https://registry.example.com', 'forgets the key here; `sluice keys revoke` ends it everywhere']]);
  },

  async run(io, [given]) {
    const { url } = await chooseRegistry(io, given === undefined ? {} : { registry: given });
    const isStored = (await readStoredKey(io, url)) !== undefined;
    if (isStored) await storeKey(io, url, undefined);
    // Of the very first login, perhaps; in another user's folder there is nothing to forget.
    else await removeLeftovers(storedKeysPath(io)).catch(() => undefined);
    io.out.write(isStored ? `the key for ${url} is forgotten; it is good still until it is revoked\n` : `no key is stored for ${url}\n`);
    return EXIT.ok;
  },
};
