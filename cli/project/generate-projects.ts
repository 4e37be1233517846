import { deliver, type RegistryFlags, type ReportFlags } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { moduleMismatch } from '../module-kind.ts';
import { isCi, type ProjectFlags } from '../project-flags.ts';
import { generatedText } from '../report/generate.ts';
import { printable } from '../report/printable.ts';
import { upcastersText } from '../report/upcasters.ts';
import { chooseProjects } from './choose-projects.ts';
import { generateApplications } from './generate-applications.ts';
import { differs, generateProject, type GeneratedProject } from './generate-project.ts';
import { openProject } from './project.ts';

export interface GenerateProjectFlags extends ProjectFlags, ReportFlags, RegistryFlags {
  readonly check?: true;
  readonly dryRun?: true;
  readonly watch?: true;
  readonly frozen?: boolean;
  readonly affected?: string;
}

/** Generate for every project that the command means; with `watch` again after every change. */
export async function runProjects(io: Io, flags: GenerateProjectFlags): Promise<ExitCode> {
  const folders = await chooseProjects(io, flags);
  if (flags.watch !== true) return generateAll(io, folders, flags);
  const { watchProjects } = await import('./watch.ts');
  return watchProjects(io, folders, () => generateAll(io, folders, flags));
}

async function generateAll(io: Io, folders: readonly string[], flags: GenerateProjectFlags): Promise<ExitCode> {
  const written = flags.check !== true && flags.dryRun !== true;
  const options = {
    writes: () => written,
    frozen: flags.frozen ?? isCi(io),
    warn: (message: string) => io.err.write(`warning ${printable(message)}\n`),
  };
  const done: GeneratedProject[] = [];
  for (const folder of folders) {
    const project = await openProject(folder, io.cwd);
    const generated = await generateProject(project, options);
    if (generated !== undefined) done.push(generated);
    done.push(...(await generateApplications(io, project, options)));
  }
  for (const { dir, changes } of done) {
    const mismatch = moduleMismatch(io.cwd, dir, changes);
    if (mismatch !== undefined) options.warn(mismatch);
  }
  await deliver(io, flags, {
    json: { schemaVersion: 1, written, projects: done.map(({ dir, changes }) => ({ out: dir, ...changes })) },
    text: () => (done.length === 0 ? 'nothing to generate' : done.flatMap((one) => projectLines(one, written)).join('\n')),
  });
  return flags.check === true && done.some(differs) ? EXIT.findings : EXIT.ok;
}

/** What is to be written by hand is told when the door of the folder changes, since then `createConsumer` may ask for something else. */
function projectLines({ dir, changes, upcasts = [] }: GeneratedProject, writes: boolean): readonly string[] {
  const isNewDoor = [...changes.created, ...changes.changed].some((path) => /^index\.[jt]s$/.test(path));
  return [generatedText(dir, changes, { writes }), ...(isNewDoor ? upcastersText(upcasts) : [])];
}
