import { pathToFileURL } from 'node:url';
import { program } from './process.ts';

/** A module of the program that test/cli/lend-program.ts lends, by its path below `dist`. */
export async function built<Module>(name: string): Promise<Module> {
  const file = await builtFile(name);
  return (await import(/* @vite-ignore */ file.href)) as Module;
}

/** The file of one. */
export async function builtFile(name: string): Promise<URL> {
  return new URL(`../${name}.js`, pathToFileURL(await program()));
}
