import { join } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import { CONFIG_FILE } from '../src/project/config.ts';
import { DEFAULT_REGISTRY, type RegistryFlags } from './command.ts';
import type { Io } from './io.ts';
import { labelOf, findProjects } from './project/find-projects.ts';
import { isNamedBy } from './registry-choice.ts';
import { listed } from './report/counted.ts';

interface Flags extends RegistryFlags {
  readonly config?: string;
}

/**
 * An error about a registry that cannot be asked, with the configurations that name it; where it is only the default, with those of the projects
 * here or below that name another. At the root of a monorepo nobody sees else where an address comes from. As it was where the user named it.
 */
export async function withRegistrySource(io: Pick<Io, 'cwd' | 'env'>, thrown: unknown, flags: Flags): Promise<unknown> {
  if (!(thrown instanceof RegistryError) || thrown.code !== 'registry_unavailable' || isNamedBy(io, flags)) return thrown;
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
  return { why: `${listedShort(own.map(({ file }) => file))} ${own.length === 1 ? 'names' : 'name'} that registry.` };
}

function nextOf(named: readonly Named[]): { readonly next?: string } {
  const [first] = named;
  if (first === undefined) return {};
  const what = listedShort(named.map(({ file, url }) => `${file} names ${url}`));
  return { next: `Here, that is the default: ${what}. Name one with --registry, or run the command in its folder.` };
}

const SHOWN = 3;

function listedShort(texts: readonly string[]): string {
  const more = texts.length - SHOWN;
  return listed(more > 0 ? [...texts.slice(0, SHOWN), `${more} more`] : texts);
}
