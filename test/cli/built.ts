import { inject } from 'vitest';
import { lentName } from './lend-program.ts';

let lent: Promise<URL> | undefined;

/** A module of the program that test/cli/lend-program.ts lends, by its path in the project. */
export async function built<Module>(name: string): Promise<Module> {
  lent ??= borrow(inject('programLender'));
  return (await import(/* @vite-ignore */ new URL(`${lentName(name)}.js`, await lent).href)) as Module;
}

async function borrow(lender: string | undefined): Promise<URL> {
  if (lender === undefined) throw new Error('nobody lends modules of the program: test/cli/lend-program.ts is not among the globalSetup');
  const response = await fetch(lender);
  const answer = await response.text();
  if (!response.ok) throw new Error(`there are no modules of the program: ${answer}`);
  return new URL(answer);
}
