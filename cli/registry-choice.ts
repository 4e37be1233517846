import { dirname, resolve } from 'node:path';
import { isLoopback } from '../src/server/listen/address.ts';
import { CONFIG_FILE } from '../src/project/config.ts';
import { registryUrl, type RegistryFlags } from './command.ts';
import type { Io } from './io.ts';
import { nearestAbove } from './project/find-projects.ts';
import { printable } from './report/printable.ts';
import { readStoredKey } from './stored-keys.ts';

/** Which registry is asked, and with which key. */
export interface RegistryChoice {
  /** Without a slash at its end. */
  readonly url: string;
  /** Who chose it. */
  readonly by: 'user' | 'project' | 'default';
  readonly token?: string;
  /** Where that is from, in words. */
  readonly tokenFrom?: string;
  /** SLUICE_TOKEN, or another variable with a key, is set and does not go there. */
  readonly withheld?: Withheld;
}

export interface ChoiceOptions {
  /** The registry that a configuration names; absent: that of the nearest project. */
  readonly configured?: string | undefined;
  /** The variables that a key may be in, of which the first that is set counts. */
  readonly variables?: readonly string[];
}

export interface Withheld {
  readonly what: string;
  /** What to do about it. */
  readonly next: string;
}

/**
 * The registry that flags or environment name, else `configured`, else that of the nearest project, else the default. What
 * `sluice login` stored goes to the address that it was stored for. SLUICE_TOKEN goes to an address that the user vouches for:
 * one that flags or environment name, that `login` keeps a key for, or this machine; never to one that only a configuration
 * names, since that may have come with a clone. Throws `usage_invalid` and what is wrong with the project's configuration.
 */
export async function chooseRegistry(
  io: Io,
  flags: RegistryFlags,
  { configured, variables = ['SLUICE_TOKEN'] }: ChoiceOptions = {},
): Promise<RegistryChoice> {
  const isNamed = isNamedBy(io, flags);
  const project = isNamed ? undefined : (configured ?? (await registryOfProject(io)));
  const url = registryUrl(io, flags, project);
  const by = isNamed ? 'user' : project === undefined ? 'default' : 'project';
  const variable = variables.find((name) => io.env[name]);
  const set = variable && io.env[variable];
  const stored = set && by !== 'project' ? undefined : await readStoredKey(io, url);
  const token = set || stored;
  if (!token) return { url, by };
  if (variable === undefined || by !== 'project' || stored !== undefined || isThisMachine(url)) {
    return { url, by, token, tokenFrom: set && variable !== undefined ? `in ${variable}` : 'that `sluice login` keeps for it' };
  }
  return { url, by, withheld: withheldFrom(url, variable) };
}

/** The registry of the nearest project, here or above. Throws what is wrong with its configuration. */
export async function registryOfProject({ cwd }: Pick<Io, 'cwd'>, from: string = cwd): Promise<string | undefined> {
  const [folder] = nearestAbove(from);
  if (folder === undefined) return undefined;
  const { readProjectConfig } = await import('./project/project.ts');
  return readProjectConfig(folder, cwd).registry;
}

/**
 * The same of the project around a file, which may lie below the folder of the command: in a monorepo each package has its own. Undefined,
 * and no configuration is read, where flags or environment name one.
 */
export async function registryAround(io: Pick<Io, 'cwd' | 'env'>, flags: RegistryFlags, file: string): Promise<string | undefined> {
  return isNamedBy(io, flags) ? undefined : registryOfProject(io, dirname(resolve(io.cwd, file)));
}

/** Whether flags or environment name the registry. */
export function isNamedBy({ env }: Pick<Io, 'env'>, { registry }: RegistryFlags): boolean {
  return registry !== undefined || Boolean(env['SLUICE_REGISTRY']);
}

/** Whether an address is one of loopback, which nobody on the way reads. */
export function isThisMachine(url: string): boolean {
  return isLoopback(new URL(url).hostname.replace(/^\[|\]$/g, ''));
}

function withheldFrom(url: string, variable: string): Withheld {
  const shown = printable(url);
  return {
    what: `${variable} was not sent to ${shown}, which only ${CONFIG_FILE} names`,
    next: `set SLUICE_REGISTRY=${shown} beside it, or keep a key for that address with \`sluice login ${shown}\``,
  };
}

/** Both in one sentence. */
export function withheldText({ what, next }: Withheld): string {
  return `${what}: ${next}.`;
}
