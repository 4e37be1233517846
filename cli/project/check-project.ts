import type { Client } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { Misfit } from '../../src/project/fits.ts';
import { fingerprintsOf } from '../../src/project/lock.ts';
import type { RegistryFlags } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { checkEvents, type EventState } from './check-events.ts';
import { compareApplication } from './generate-applications.ts';
import { readOutputState } from './output-state.ts';
import type { Project } from './project.ts';
import { planPublish, type PublishItem, type PublishPlan } from './publish-plan.ts';
import { readPublishedFiles, type PublishedFiles } from './published-files.ts';
import { requireStored } from './store.ts';

/** All that `check` found out about a project. */
export interface ProjectCheck {
  readonly project: Project;
  readonly misfits: readonly Misfit[];
  /** Whether the generated files are those of the lock; absent where nothing is generated, or locked. */
  readonly outputFits?: boolean;
  /** Of each AsyncAPI document whether the code in its folder is that of it; or what is wrong with it. */
  readonly applications: readonly ApplicationState[];
  /** What is wrong with vendored schemas. */
  readonly vendored: readonly RegistryError[];
  readonly published: PublishedFiles;
  /** What needs the registry; absent: it was left out. */
  readonly online?: { readonly plan: PublishPlan; readonly events: readonly EventState[] };
}

export interface ApplicationState {
  readonly file: string;
  readonly dir: string;
  readonly fits: boolean;
  readonly error?: RegistryError;
}

export interface CheckOptions extends RegistryFlags {
  readonly isOffline: boolean;
  /** What other projects would publish to the same registry. */
  readonly others: readonly PublishItem[];
}

/** Check a project; writes nothing, and asks nobody where it is offline. Throws what the registry says where it cannot be asked. */
export async function checkProject(io: Io, project: Project, options: CheckOptions): Promise<ProjectCheck> {
  const { config, lock, misfits } = project;
  const output = Object.keys(lock?.events ?? {}).length > 0 ? config.output : undefined;
  const published = await readPublishedFiles(io, project);
  const local = {
    ...{ project, misfits, published, vendored: await checkStore(project), applications: await checkApplications(io, project) },
    ...(output === undefined ? {} : { outputFits: readOutputState(project, output).fits }),
  };
  if (options.isOffline || (config.publishes.length === 0 && Object.keys(lock?.events ?? {}).length === 0)) return local;
  const client = await connect(io, options, config.registry);
  return { ...local, online: await askRegistry(io, client, { project, published, others: options.others }) };
}

async function checkApplications(io: Io, project: Project): Promise<readonly ApplicationState[]> {
  const states: ApplicationState[] = [];
  for (const rule of project.config.asyncapi) {
    const state = { file: project.label(rule.file), dir: project.label(rule.output.dir) };
    try {
      const { changes } = await compareApplication(io, project, rule, () => {});
      states.push({ ...state, fits: changes.created.length + changes.changed.length + changes.deleted.length === 0 });
    } catch (thrown) {
      if (!(thrown instanceof RegistryError)) throw thrown;
      states.push({ ...state, fits: false, error: thrown });
    }
  }
  return states;
}

async function askRegistry(
  io: Io,
  client: Client,
  { project, published, others }: { readonly project: Project; readonly published: PublishedFiles; readonly others: readonly PublishItem[] },
): Promise<NonNullable<ProjectCheck['online']>> {
  return { plan: await planPublish(io, client, published, others), events: await checkEvents(client, project.lock) };
}

/** What is wrong with the vendored schemas that the lock refers to. */
export async function checkStore(project: Project): Promise<readonly RegistryError[]> {
  const errors: RegistryError[] = [];
  for (const fingerprint of fingerprintsOf(project.lock?.events ?? {})) {
    try {
      await requireStored(project, fingerprint);
    } catch (thrown) {
      if (!(thrown instanceof RegistryError) || thrown.code !== 'vendored_invalid') throw thrown;
      errors.push(thrown);
    }
  }
  return errors;
}
