import type { SchemaInput } from '../../src/codegen/index.ts';
import { inputOf } from './generated-files.ts';
import { mismatch } from './generate-project.ts';
import type { Project } from './project.ts';
import { requireStored } from './store.ts';

/** A locked version, as the generator takes it. */
export interface LockedInput {
  /** `SUBJECT SEMVER`, with the project's folder before it where the command does not run there. */
  readonly label: string;
  readonly input: SchemaInput;
}

/** All that a project has locked, older majors too, from its store; no socket is opened. Throws `lock_mismatch` where nothing was pulled yet, `vendored_invalid`. */
export async function lockedInputs(project: Project): Promise<readonly LockedInput[]> {
  const { lock, misfits } = project;
  if (lock === undefined && misfits.length > 0) throw mismatch(project, misfits);
  const folder = project.label('.');
  const inputs: LockedInput[] = [];
  for (const [subject, event] of Object.entries(lock?.events ?? {})) {
    for (const version of [event, ...event.older]) {
      const label = `${folder === '.' ? '' : `${folder}: `}${subject} ${version.semver}`;
      inputs.push({ label, input: await inputOf(subject, version, (fingerprint) => requireStored(project, fingerprint)) });
    }
  }
  return inputs;
}
