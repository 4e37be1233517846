import { RegistryError } from '../../src/core/errors.ts';
import { wantedEvents } from '../../src/project/fits.ts';
import { LOCK_FILE } from '../../src/project/lock.ts';
import type { RegistryFlags, Report, ReportFlags } from '../command.ts';
import type { Io } from '../io.ts';
import { listedShort } from '../report/counted.ts';
import { pullText } from '../report/pull.ts';
import { chooseProjects, type ChoiceFlags } from './choose-projects.ts';
import { requireProjects } from './find-projects.ts';
import { openProject, type Project } from './project.ts';
import { planPull, type PullPlan } from './pull.ts';

export interface PullFlags extends ChoiceFlags, RegistryFlags, ReportFlags {
  readonly dryRun?: true;
}

/** `events`: these take the newest version of their ranges, all of them where none is named; without it only what is missing is locked. */
export interface PullChoice {
  readonly events?: readonly string[];
}

/** Pull for every project that the command means, with `affected` for those alone. All of them are planned before the first is written. */
export async function pullProjects(io: Io, flags: PullFlags, { events }: PullChoice = {}): Promise<Report> {
  const all = await Promise.all(requireProjects(io.cwd, flags.config).map((folder) => openProject(folder, io.cwd)));
  refuseUnknown(events ?? [], all);
  const chosen = new Set(await chooseProjects(io, flags));
  const projects = all.filter(({ folder }) => chosen.has(folder));
  const isRenewed = (subject: string): boolean => events !== undefined && (events.length === 0 || events.includes(subject));
  const plans: { readonly project: Project; readonly plan: PullPlan }[] = [];
  for (const project of projects) plans.push({ project, plan: await planPull(io, project, { ...flags, isRenewed }) });
  warn(io, plans);
  if (flags.dryRun !== true) for (const { plan } of plans) await plan.apply();
  const writes = flags.dryRun !== true;
  const json = plans.map(({ project, plan: { events: locked, store, lockChanges, warnings, beyond } }) => ({
    project: project.label('.'),
    ...{ written: writes && lockChanges, lockChanges, events: locked, store, warnings, beyond },
  }));
  return {
    json: { schemaVersion: 1, projects: json },
    text: () =>
      plans.length === 0
        ? 'no project is affected'
        : plans.map(({ project, plan }) => pullText(project.label(LOCK_FILE), plan, { writes })).join('\n'),
  };
}

/** What several projects are warned of alike is told once, with the locks that it is about. */
function warn(io: Io, plans: readonly { readonly project: Project; readonly plan: PullPlan }[]): void {
  const locks = new Map<string, string[]>();
  for (const { project, plan } of plans) {
    for (const warning of plan.warnings) locks.set(warning, [...(locks.get(warning) ?? []), project.label(LOCK_FILE)]);
  }
  for (const [warning, files] of locks) io.err.write(`warning ${listedShort([...new Set(files)])}: ${warning}\n`);
}

function refuseUnknown(events: readonly string[], projects: readonly Project[]): void {
  const known = new Set(projects.flatMap(({ config }) => [...wantedEvents(config).keys()]));
  const unknown = events.find((event) => !known.has(event));
  if (unknown === undefined) return;
  const message = `${unknown} is neither produced nor consumed; there is ${known.size === 0 ? 'nothing' : [...known].join(', ')}`;
  throw new RegistryError('usage_invalid', message, { data: { subject: unknown } });
}
