import { appOf } from '../../src/asyncapi/subject-names.ts';
import { LABEL_PREFIX } from '../../src/asyncapi/usage.ts';
import type { Client } from '../../src/client/client.ts';
import type { WriteOptions } from '../../src/client/if-match.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { SubjectPatch } from '../../src/core/resources.ts';
import type { Consent } from '../consent-flags.ts';
import { findSubject } from '../find-subject.ts';
import { mapInOrder } from '../map-in-order.ts';
import { REGISTERED_TOGETHER, registerTogether } from '../register-together.ts';
import { refusalOf, type ImportOptions, type ImportStep, type PlannedContract } from './plan-import.ts';

/** Each that fails is one that somebody else was faster in. */
const MAX_ATTEMPTS = 20;

/** What was done, and what stopped it where it did not come to its end. */
export interface Applied {
  /** In the order of the plan; of those after the stop the step is still the planned one. */
  readonly items: readonly PlannedContract[];
  readonly done: number;
  readonly stopped?: RegistryError;
}

/**
 * Register what is planned, each contract after those that it refers to, and write labels, owners and descriptions. The registry proves
 * each anew; where one is refused after all, or the registry goes away, what was done is told and the same command goes on from there.
 */
export async function applyImport(
  client: Client,
  plan: readonly PlannedContract[],
  { consent }: Pick<ImportOptions, 'consent'>,
  onDone: (done: number) => void,
): Promise<Applied> {
  const begun = new Map<string, Promise<PlannedContract>>();
  const register = registerTogether(client);
  const work = (item: PlannedContract): Promise<PlannedContract> => {
    const applied = applyContract({ client, register, consent, begun }, item);
    begun.set(item.contract.subject, applied);
    return applied;
  };
  const items: PlannedContract[] = [];
  try {
    for await (const item of mapInOrder(plan, { width: REGISTERED_TOGETHER, work })) onDone(items.push(item));
    return { items, done: items.length };
  } catch (thrown) {
    const settled = await Promise.allSettled(begun.values());
    const all = plan.map((item, index) => {
      const outcome = settled[index];
      return outcome?.status === 'fulfilled' ? outcome.value : item;
    });
    return { items: all, done: settled.filter(({ status }) => status === 'fulfilled').length, stopped: RegistryError.from(thrown) };
  }
}

interface Applying {
  readonly client: Client;
  readonly register: Client['register'];
  readonly consent: Consent;
  readonly begun: ReadonlyMap<string, Promise<PlannedContract>>;
}

async function applyContract(applying: Applying, item: PlannedContract): Promise<PlannedContract> {
  const { client, begun } = applying;
  const { contract } = item;
  const targets = await Promise.all(contract.references.map(async ({ subject }) => (await begun.get(subject))?.step));
  const step = await registerContract(applying, item, targets);
  if (step.kind === 'refused')
    throw new RegistryError(step.code as RegistryError['code'], `${contract.subject}: ${step.message}`, { data: { checks: step.checks } });
  // With a new version it went along.
  if (item.patch !== undefined && step.kind === 'there') {
    await describing(client, item, async (patch, options) =>
      patch === undefined ? undefined : client.updateSubject(contract.subject, patch, options),
    );
  }
  return { ...item, step };
}

/**
 * Write with what is to be said of the subject as it is: if somebody else has written to it since the plan was made, an import of another
 * application above all, that stays.
 */
async function describing<Result>(
  client: Client,
  { contract: { subject }, patchOn, ...planned }: PlannedContract,
  write: (patch: SubjectPatch | undefined, options: WriteOptions) => Promise<Result>,
): Promise<Result> {
  let { patch, epoch } = planned;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write(patch, patch === undefined ? {} : { ifMatch: epoch });
    } catch (thrown) {
      if (!(thrown instanceof RegistryError) || thrown.code !== 'epoch_mismatch' || attempt === MAX_ATTEMPTS) throw thrown;
      const now = await findSubject(client, subject);
      patch = patchOn(now);
      epoch = now?.epoch ?? 0;
    }
  }
}

async function registerContract(
  { client, register, consent }: Omit<Applying, 'begun'>,
  item: PlannedContract,
  targets: readonly (ImportStep | undefined)[],
): Promise<ImportStep> {
  const { contract, document, step } = item;
  if (step.kind === 'there') return step;
  const { subject, schema, dialect } = contract;
  const references = contract.references.map(({ name, subject: target }, index) => ({ name, subject: target, version: versionOf(targets[index]) }));
  const { model } = document;
  const labels = model === undefined ? {} : { [`${LABEL_PREFIX}application`]: appOf(model), [`${LABEL_PREFIX}version`]: model.application.version };
  try {
    const request = { schema, dialect, references, labels, ...consent };
    const answer = await describing(client, item, async (patch, options) =>
      register(subject, { ...request, ...(patch === undefined ? {} : { describe: patch }) }, options),
    );
    if (answer.existing === true) return { kind: 'there', version: answer.version ?? 0, isRetired: answer.state === 'retired' };
    return { kind: 'imported', version: answer.version ?? 0, semver: answer.semver };
  } catch (thrown) {
    return refusalOf(thrown);
  }
}

function versionOf(step: ImportStep | undefined): number {
  return step?.kind === 'there' || step?.kind === 'imported' ? step.version : 0;
}
