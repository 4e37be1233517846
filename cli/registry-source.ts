import { join } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import { CONFIG_FILE } from '../src/project/config.ts';
import { DEFAULT_REGISTRY, type RegistryFlags } from './command.ts';
import type { Io } from './io.ts';
import { labelOf, findProjects } from './project/find-projects.ts';
import { chooseRegistry, isNamedBy, type RegistryChoice } from './registry-choice.ts';
import { listedShort } from './report/counted.ts';

interface Flags extends RegistryFlags {
  readonly config?: string;
}

/**
 * An error about a registry that cannot be asked, or refuses who asks, with where its address comes from, and of the latter, the key. At the root
 * of a monorepo nobody sees else what configuration that is. As it was of a registry that the command chooses in another way.
 */
export async function withRegistrySource(io: Io, thrown: unknown, flags: Flags): Promise<unknown> {
  if (!(thrown instanceof RegistryError)) return thrown;
  if (thrown.code === 'registry_unavailable') return isNamedBy(io, flags) ? thrown : withNaming(io, thrown, flags);
  return thrown.code === 'unauthenticated' || thrown.code === 'forbidden' ? withAsking(io, thrown, flags) : thrown;
}

/** Which address was asked, what names it, and with which key; what is to be done about it is said elsewhere. */
async function withAsking(io: Io, refused: RegistryError, flags: Flags): Promise<RegistryError> {
  const { url, why } = refused.data;
  if (typeof url !== 'string' || why !== undefined) return refused;
  const chosen = await chooseRegistry(io, flags, { configured: url });
  if (chosen.url !== url) return refused;
  const said = `${url}, which ${await namerOf(io, flags, url)}, was asked ${keyOf(chosen, refused.code)}.`;
  return new RegistryError(refused.code, refused.message, { data: { ...refused.data, why: said }, cause: refused.cause });
}

async function namerOf(io: Pick<Io, 'cwd' | 'env'>, flags: Flags, url: string): Promise<string> {
  if (flags.registry !== undefined) return '--registry names';
  if (isNamedBy(io, flags)) return 'SLUICE_REGISTRY names';
  const own = (await namedRegistries(io, flags).catch(() => [])).filter((one) => one.url === url);
  return own.length > 0 ? namersText(own) : url === DEFAULT_REGISTRY ? 'is the default' : `${CONFIG_FILE} names`;
}

function keyOf({ token, tokenFrom, withheld }: RegistryChoice, code: RegistryError['code']): string {
  if (token !== undefined) {
    return `with the key ${tokenFrom}: ${code === 'forbidden' ? 'none of its scopes covers this' : 'it is unknown there, expired or revoked'}`;
  }
  return withheld === undefined ? 'without a key: SLUICE_TOKEN is not set, and `sluice login` keeps none for it' : 'without a key';
}

/** The configurations that name it; where it is only the default, those of the projects here or below that name another. */
async function withNaming(io: Pick<Io, 'cwd' | 'env'>, thrown: RegistryError, flags: Flags): Promise<RegistryError> {
  const { url } = thrown.data;
  const named = await namedRegistries(io, flags).catch(() => []); // What is wrong with a configuration is another error.
  const own = named.filter((one) => one.url === url);
  const said = own.length > 0 ? whyOf(own) : url === DEFAULT_REGISTRY ? nextOf(named) : {};
  return new RegistryError(thrown.code, thrown.message, { data: { ...thrown.data, ...said }, cause: thrown.cause });
}

interface Named {
  /** As messages call the file. */
  readonly file: string;
  readonly url: string;
}

async function namedRegistries({ cwd }: Pick<Io, 'cwd'>, { config }: Flags): Promise<readonly Named[]> {
  const { readProjectConfig } = await import('./project/project.ts');
  return findProjects(cwd, config).flatMap((folder) => {
    const { registry } = readProjectConfig(folder, cwd);
    return registry === undefined ? [] : [{ file: labelOf(cwd, join(folder, CONFIG_FILE)), url: registry.replace(/\/+$/, '') }];
  });
}

function whyOf(own: readonly Named[]): { readonly why: string } {
  return { why: `${namersText(own)} that registry.` };
}

function namersText(own: readonly Named[]): string {
  return `${listedShort(own.map(({ file }) => file))} ${own.length === 1 ? 'names' : 'name'}`;
}

function nextOf(named: readonly Named[]): { readonly next?: string } {
  const [first] = named;
  if (first === undefined) return {};
  const what = listedShort(named.map(({ file, url }) => `${file} names ${url}`));
  return { next: `Here, that is the default: ${what}. Name one with --registry, or run the command in its folder.` };
}
