import { createRequire } from 'node:module';
import type * as Unplugin from 'unplugin';
import { RegistryError } from '../core/errors.ts';

/** @internal What of the package is used. */
export type UnpluginPackage = Pick<typeof Unplugin, 'createUnplugin'>;

/**
 * @internal Load unplugin, an optional peer. At once and not by `import`, since a configuration that is CommonJS can only
 * require modules that wait for nothing. Throws `module_missing` where it is not installed.
 */
export function loadUnplugin(load: () => UnpluginPackage = requireUnplugin): UnpluginPackage {
  try {
    return load();
  } catch (cause) {
    throw new RegistryError(
      'module_missing',
      'sluice/unplugin needs the package unplugin, which was not found; run `npm install --save-dev unplugin`',
      {
        cause,
      },
    );
  }
}

function requireUnplugin(): UnpluginPackage {
  return createRequire(import.meta.url)('unplugin') as UnpluginPackage;
}
