import type { Client } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { Misfit } from '../../src/project/fits.ts';
import { fingerprintsOf } from '../../src/project/lock.ts';
import type { RegistryFlags } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { checkEvents, type EventState } from './check-events.ts';
import { checkFormats, type FormatState } from './check-formats.ts';
import type { PlacedFinding } from '../asyncapi/check-document.ts';
import type { ApplicationRule } from '../../src/project/config.ts';
import { collisionsOf, judgeMessages, readProjectDocument, type JudgedContract, type ProjectDocument } from './check-messages.ts';
import { compareApplication, hasOutput } from './generate-applications.ts';
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
  /** Of AsyncAPI documents of which the registry is asked: what is wrong with the contracts that they make. */
  readonly wrongContracts: readonly PlacedFinding[];
  /** What is wrong with vendored schemas. */
  readonly vendored: readonly RegistryError[];
  readonly published: PublishedFiles;
  /** What needs the registry; absent: it was left out. */
  readonly online?: {
    readonly plan: PublishPlan;
    readonly events: readonly EventState[];
    readonly formats: readonly FormatState[];
    readonly messages: readonly JudgedContract[];
  };
}

export interface ApplicationState {
  readonly file: string;
  /** Absent: no code is generated from it. */
  readonly dir?: string;
  readonly fits: boolean;
  readonly error?: RegistryError;
  /** Absent: nobody is asked about its messages, or it cannot be read. */
  readonly document?: ProjectDocument;
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
  const applications = await checkApplications(io, project, options);
  const documents = applications.flatMap(({ document }) => document ?? []);
  const wrongContracts = [...documents.flatMap(({ findings }) => findings), ...(documents.length > 1 ? await collisionsOf(documents) : [])];
  const local = {
    ...{ project, misfits, published, vendored: await checkStore(project), applications, wrongContracts },
    ...(output === undefined ? {} : { outputFits: readOutputState(project, output).fits }),
  };
  const asksNothing = config.publishes.length + documents.length + Object.keys(lock?.events ?? {}).length === 0;
  if (options.isOffline || asksNothing) return local;
  const client = await connect(io, options, config.registry);
  // Contracts that are none are no question.
  const messages = wrongContracts.length > 0 || documents.length === 0 ? [] : await judgeMessages(client, documents);
  const online = await askRegistry(io, client, { project, published, others: options.others });
  return { ...local, online: { ...online, plan: withoutMessages(online.plan, messages), messages } };
}

/** What a message makes has a place, too. */
function withoutMessages(plan: PublishPlan, messages: readonly JudgedContract[]): PublishPlan {
  return { ...plan, withoutFile: plan.withoutFile.filter((subject) => !messages.some((message) => message.subject === subject)) };
}

async function checkApplications(io: Io, project: Project, { registry }: RegistryFlags): Promise<readonly ApplicationState[]> {
  const states: ApplicationState[] = [];
  for (const rule of project.config.asyncapi) {
    const state = { file: project.label(rule.file), ...(rule.output === undefined ? {} : { dir: project.label(rule.output.dir) }) };
    // Where no registry is named, there is none to ask: code needs none.
    const isAsked = rule.isRegistered && (project.config.registry ?? registry) !== undefined;
    try {
      const fits = await fitsFolder(io, project, rule);
      const document = isAsked || rule.output === undefined ? await readProjectDocument(io, project, rule) : undefined;
      states.push({ ...state, fits, ...(isAsked && document !== undefined ? { document } : {}) });
    } catch (thrown) {
      if (!(thrown instanceof RegistryError)) throw thrown;
      states.push({ ...state, fits: false, error: thrown });
    }
  }
  return states;
}

async function fitsFolder(io: Io, project: Project, rule: ApplicationRule): Promise<boolean> {
  if (!hasOutput(rule)) return true;
  const { created, changed, deleted } = (await compareApplication(io, project, rule, () => {})).changes;
  return created.length + changed.length + deleted.length === 0;
}

async function askRegistry(
  io: Io,
  client: Client,
  { project, published, others }: { readonly project: Project; readonly published: PublishedFiles; readonly others: readonly PublishItem[] },
): Promise<Omit<NonNullable<ProjectCheck['online']>, 'messages'>> {
  const plan = await planPublish(io, client, published, { others, formats: project.config.output?.formats });
  return { plan, events: await checkEvents(client, project.lock), formats: await checkFormats(client, project, plan.items) };
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
