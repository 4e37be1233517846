import type { Client } from '../../src/client/client.ts';
import { ERRORS, RegistryError } from '../../src/core/errors.ts';
import type { RegisterRequest } from '../../src/core/resources.ts';
import { readEventBridge, type EventBridgeContract, type EventPart } from '../../src/importers/eventbridge/read-contract.ts';
import { findSubject } from '../find-subject.ts';
import { isRefusal } from '../refusal.ts';
import type { ExportedSchema } from './read-eventbridge.ts';

/** What became of a version, or would. */
export type EventBridgeStep =
  | { readonly kind: 'import' }
  | { readonly kind: 'there'; readonly version: number }
  | { readonly kind: 'imported'; readonly version: number; readonly isBreaking: boolean }
  | { readonly kind: 'refused'; readonly code: string; readonly why: string };

export interface EventBridgeItem {
  readonly source: ExportedSchema;
  readonly contract?: EventBridgeContract;
  readonly step: EventBridgeStep;
}

/** The label that says which version it was there. */
const VERSION_LABEL = 'eventbridge.version';

const REASON = 'imported from the schema registry of EventBridge, where nothing was compared';

/** Read every version as a contract and ask whether the target has it; nothing is written. */
export async function planEventBridge(client: Client, schemas: readonly ExportedSchema[], part: EventPart): Promise<readonly EventBridgeItem[]> {
  const items: EventBridgeItem[] = [];
  for (const source of schemas) items.push(await planSchema(client, source, part));
  return items;
}

async function planSchema(client: Client, source: ExportedSchema, part: EventPart): Promise<EventBridgeItem> {
  return orRefused(source, async () => {
    const contract = readEventBridge(source, part);
    return { source, contract, step: await look(client, contract) };
  });
}

async function look(client: Client, { subject, schema, dialect }: EventBridgeContract): Promise<EventBridgeStep> {
  try {
    const { version } = await client.lookUpContent(subject, { schema, dialect });
    return { kind: 'there', version };
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || (thrown.code !== 'subject_not_found' && thrown.code !== 'schema_not_found')) throw thrown;
    return { kind: 'import' };
  }
}

/** What is wrong with one file leaves that one out. */
async function orRefused(source: ExportedSchema, work: () => Promise<EventBridgeItem>, contract?: EventBridgeContract): Promise<EventBridgeItem> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof RegistryError) || !isOfSchema(thrown)) throw thrown;
    return { source, ...(contract === undefined ? {} : { contract }), step: { kind: 'refused', code: thrown.code, why: thrown.message } };
  }
}

function isOfSchema({ code }: RegistryError): boolean {
  return ERRORS[code].fault === 'schema' || code === 'subject_invalid' || code === 'too_deep' || code === 'incompatible' || code === 'undecided';
}

/** Register what is not there, in the order of the items. Repeated after an interrupt it goes on. */
export async function applyEventBridge(
  client: Client,
  items: readonly EventBridgeItem[],
  onDone: (done: number) => void,
): Promise<readonly EventBridgeItem[]> {
  const done: EventBridgeItem[] = [];
  for (const item of items) {
    const { contract } = item;
    const isDue = item.step.kind === 'import' && contract !== undefined;
    done.push(isDue ? await orRefused(item.source, () => registerItem(client, item, contract), contract) : item);
    onDone(done.length);
  }
  return done;
}

async function registerItem(client: Client, item: EventBridgeItem, contract: EventBridgeContract): Promise<EventBridgeItem> {
  const { source } = item;
  const { subject, schema, dialect } = contract;
  const before = await findSubject(client, subject);
  const request = { schema, dialect, labels: { 'eventbridge.schema': source.name, [VERSION_LABEL]: source.version } };
  // Only what nobody but an import wrote is history: a subject that others publish to decides by its level.
  const isHistory = (before?.versions ?? []).every(({ labels }) => Object.hasOwn(labels, VERSION_LABEL));
  const { version = 0, existing, isBreaking } = await registerAs(client, subject, request, isHistory);
  if (before === undefined) await describe(client, subject, source);
  return { ...item, step: existing ? { kind: 'there', version } : { kind: 'imported', version, isBreaking } };
}

interface Registered {
  readonly version: number | undefined;
  readonly existing: boolean;
  readonly isBreaking: boolean;
}

async function registerAs(client: Client, subject: string, request: RegisterRequest, isHistory: boolean): Promise<Registered> {
  try {
    const { version, existing } = await client.register(subject, request);
    return { version, existing: existing === true, isBreaking: false };
  } catch (thrown) {
    if (!isRefusal(thrown) || !isHistory) throw thrown;
    const consent = thrown.code === 'incompatible' ? { allowBreaking: { reason: REASON } } : { overrideUndecided: { reason: REASON } };
    const { version } = await client.register(subject, { ...request, ...consent });
    return { version, existing: false, isBreaking: thrown.code === 'incompatible' };
  }
}

async function describe(client: Client, subject: string, { description, tags }: ExportedSchema): Promise<void> {
  if (description === undefined && Object.keys(tags).length === 0) return;
  await client.updateSubject(subject, { labels: tags, ...(description === undefined ? {} : { description }) });
}
