import { join } from 'node:path';
import type { GeneratedFile } from '../../src/codegen/index.ts';
import type { ApplicationRule } from '../../src/project/config.ts';
import type { FolderChanges } from '../generated-folder.ts';
import type { Io } from '../io.ts';
import type { GeneratedProject, GenerateProjectOptions } from './generate-project.ts';
import type { Project } from './project.ts';
import { requireWithin } from './require-within.ts';

/**
 * Bring the folders of a project's AsyncAPI documents up to date, in the order of the configuration; no socket is opened, and no lock takes
 * part. Throws what is wrong with a document, before its folder is changed.
 */
export async function generateApplications(
  io: Io,
  project: Project,
  { writes, warn }: Pick<GenerateProjectOptions, 'writes' | 'warn'>,
): Promise<readonly GeneratedProject[]> {
  if (!project.config.asyncapi.some(hasOutput)) return [];
  const { changeFolder } = await import('../generated-folder.ts');
  const done: GeneratedProject[] = [];
  for (const rule of project.config.asyncapi.filter(hasOutput)) {
    const { dir, files, changes } = await compareApplication(io, project, rule, warn);
    if (writes(changes)) await changeFolder(join(project.folder, rule.output.dir), files, changes);
    done.push({ dir, changes });
  }
  return done;
}

/** A document that code is generated from. */
export type GeneratedRule = ApplicationRule & Required<Pick<ApplicationRule, 'output'>>;

export function hasOutput(rule: ApplicationRule): rule is GeneratedRule {
  return rule.output !== undefined;
}

/** What the folder of a document would have to become. */
export interface ComparedApplication {
  readonly dir: string;
  readonly files: readonly GeneratedFile[];
  readonly changes: FolderChanges;
}

/** Compare the folder of a document with the code of its application; writes nothing. */
export async function compareApplication(
  io: Io,
  project: Project,
  { file, naming, pointOfView, output }: GeneratedRule,
  warn: (message: string) => void,
): Promise<ComparedApplication> {
  const [{ loadDocument }, { applicationInputs }, { generate }, { compareFolder }] = await Promise.all([
    import('../asyncapi/load-document.ts'),
    import('../asyncapi/application-inputs.ts'),
    import('../../src/codegen/index.ts'),
    import('../generated-folder.ts'),
  ]);
  requireWithin(project, output.dir);
  const document = await loadDocument(io, project.label(file), { pointOfView });
  const { schemas, leftOut } = applicationInputs(document, naming);
  for (const { name, why } of leftOut) warn(`${project.label(file)}: no code for ${name}: ${why}`);
  const { language, formats, brands, adapters } = output;
  const files = await generate({ schemas, options: { language, formats, brands, adapters } });
  return { dir: project.label(output.dir), files, changes: await compareFolder(join(project.folder, output.dir), files) };
}
