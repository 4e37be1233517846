import type { Client } from '../../src/client/client.ts';
import type { Level } from '../../src/core/compatibility.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { PublishItem } from './publish-plan.ts';

/** What was done for a subject. */
export interface PublishedItem {
  readonly subject: string;
  readonly file: string;
  /** Absent where the content was there already. */
  readonly version?: number;
  readonly semver?: string;
}

/**
 * Carry out what was planned for one subject: its level, its version, its owner. A registration that fails takes the level
 * back, so a subject is published whole or left as it was. Throws what the registry says, which proves everything anew, and with
 * it what was done all the same.
 */
export async function publishItem(client: Client, item: PublishItem): Promise<PublishedItem> {
  const { subject, file, level, owner } = item;
  const undo = level === undefined ? async (): Promise<void> => {} : await setLevel(client, subject, level.to);
  const version = await registerOr(client, item, undo);
  if (owner !== undefined) await setOwner(client, item, { owner: owner.to, registered: version });
  return { subject, file: file.label, ...version };
}

type Registered = Pick<PublishedItem, 'version' | 'semver'>;

async function setOwner(
  client: Client,
  { subject }: PublishItem,
  { owner, registered }: { readonly owner: string; readonly registered: Registered },
): Promise<void> {
  try {
    await client.updateSubject(subject, { owner });
  } catch (thrown) {
    const { version } = registered;
    throw version === undefined ? thrown : withNote(thrown, `${subject}@${version} is registered, and its owner is not set: publish again`);
  }
}

async function setLevel(client: Client, subject: string, level: Level): Promise<() => Promise<void>> {
  const before = await client.getConfig(subject);
  await client.putConfig(subject, { level });
  const own = before.own.includes('level') ? before.level : null;
  return async () => void (await client.putConfig(subject, { level: own }));
}

async function registerOr(client: Client, item: PublishItem, undo: () => Promise<void>): Promise<Registered> {
  const { subject, schema, references, verdict, level } = item;
  if (verdict.kind === 'unchanged') return {};
  try {
    const { version, semver, existing } = await client.register(subject, { schema, references });
    return existing === true || version === undefined ? {} : { version, semver };
  } catch (thrown) {
    // Neither is the version there then, nor the level what it was.
    await undo().catch(() => {
      throw withNote(
        thrown,
        `the level of ${subject} was set to ${String(level?.to)} before that, and could not be set back: look at \`sluice config ${subject}\``,
      );
    });
    throw thrown;
  }
}

/** The same error, with what was done all the same. */
function withNote(thrown: unknown, note: string): unknown {
  if (!(thrown instanceof RegistryError)) return thrown;
  return new RegistryError(thrown.code, `${thrown.message}; ${note}`, { data: thrown.data, cause: thrown });
}
