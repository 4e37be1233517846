import { posix } from 'node:path';
import type { Command } from 'commander';
import { RegistryError } from '../src/core/errors.ts';
import type { SourceFile } from './io.ts';
import { fileOfTarget, relativeTarget } from './relative-target.ts';

/** Where the file of a `$ref` was looked for that leads nowhere; '' where none was. `from`: the schema file; `file`: where the `$ref` stands. */
export function lookedFor({ data }: RegistryError, from: SourceFile, file: SourceFile): string {
  const { missing } = data;
  // Standard input has no folder.
  if (typeof missing !== 'string' || file.label.startsWith('(')) return '';
  const written = relativeTarget(missing, '.');
  if (written === undefined) return '';
  const target = fileOfTarget(written);
  const path = posix.normalize(folderOf(file) + target);
  return leadsOut(target, { root: folderOf(from), folder: folderOf(file) })
    ? `; the file ${path} was not looked for: the path leads out of the folder of ${from.label}, and nothing there is read: put a copy beside the schema, or publish it as a subject of its own and name a version of that, "references": { ${JSON.stringify(missing)}: "SUBJECT@N" } in the rule of sluice.config.json`
    : `; looked for the file ${path}: there is none`;
}

/** Whether a path goes above the folder of the schema file on its way: one that comes back is not followed either. */
function leadsOut(target: string, { root, folder }: { readonly root: string; readonly folder: string }): boolean {
  const inner = folder.startsWith(root) ? folder.slice(root.length) : '';
  return posix.join(inner, target).startsWith('../');
}

// As it is called: `HEAD:schemas/` at a revision.
function folderOf({ label }: SourceFile): string {
  return label.replace(/[^/:]*$/, '').replace(/^(?:\.\/)+/, '');
}

/** What to do about a `$ref` that leads nowhere, by a command with these flags. */
export function withReferenceAdvice(thrown: unknown, { options }: Pick<Command, 'options'>): unknown {
  if (!(thrown instanceof RegistryError) || thrown.code !== 'reference_unresolved') return thrown;
  const { missing } = thrown.data;
  if (typeof missing !== 'string' || thrown.data['next'] !== undefined) return thrown;
  const ways = options.some(({ long }) => long === '--reference')
    ? `or name a version of the registry: --reference ${missing}=SUBJECT@N.`
    : 'put the file there, or bundle what it means into the schema.';
  return new RegistryError(thrown.code, thrown.message, { data: { ...thrown.data, next: `Correct the reference, ${ways}` }, cause: thrown });
}
