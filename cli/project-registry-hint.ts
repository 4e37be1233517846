import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegistryError } from '../src/core/errors.ts';
import { CONFIG_FILE } from '../src/project/config.ts';
import { DEFAULT_REGISTRY } from './command.ts';
import { nearestAbove } from './project/find-projects.ts';

/**
 * What to do where nothing answers at the default address, and the project around names another one: only the commands of
 * a project ask that by themselves, since a configuration that came with a clone shall not choose where keys are sent.
 */
export function projectRegistryHint(cwd: string, error: RegistryError): string | undefined {
  if (error.data['url'] !== DEFAULT_REGISTRY) return undefined;
  const registry = registryOfProject(cwd);
  if (registry === undefined || registry === DEFAULT_REGISTRY) return undefined;
  return `${CONFIG_FILE} names ${JSON.stringify(registry)}, which this command asks only with --registry or SLUICE_REGISTRY.`;
}

function registryOfProject(cwd: string): string | undefined {
  const [folder] = nearestAbove(cwd);
  if (folder === undefined) return undefined;
  try {
    const { registry } = JSON.parse(readFileSync(join(folder, CONFIG_FILE), 'utf8')) as { readonly registry?: unknown };
    return typeof registry === 'string' ? registry.replace(/\/+$/, '') : undefined;
  } catch {
    return undefined; // What is wrong with it is told by the commands that need it.
  }
}
