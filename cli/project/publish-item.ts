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
 * back, so a subject is published whole or left as it was; where that fails too, the error says so. Throws what the registry
 * says: it proves everything anew.
 */
export async function publishItem(client: Client, item: PublishItem): Promise<PublishedItem> {
  const { subject, file, level, owner } = item;
  const undo = level === undefined ? async (): Promise<void> => {} : await setLevel(client, subject, level.to);
  const version = await registerOr(client, item, undo);
  if (owner !== undefined) await client.updateSubject(subject, { owner: owner.to });
  return { subject, file: file.label, ...version };
}

async function setLevel(client: Client, subject: string, level: Level): Promise<() => Promise<void>> {
  const before = await client.getConfig(subject);
  await client.putConfig(subject, { level });
  const own = before.own.includes('level') ? before.level : null;
  return async () => void (await client.putConfig(subject, { level: own }));
}

async function registerOr(client: Client, item: PublishItem, undo: () => Promise<void>): Promise<Pick<PublishedItem, 'version' | 'semver'>> {
  const { subject, schema, references, verdict } = item;
  if (verdict.kind === 'unchanged') return {};
  try {
    const { version, semver, existing } = await client.register(subject, { schema, references });
    return existing === true || version === undefined ? {} : { version, semver };
  } catch (thrown) {
    await undo().catch((cause: unknown) => {
      throw leftBehind(item, thrown, cause);
    });
    throw thrown;
  }
}

/** Neither is the version there, nor the level what it was. */
function leftBehind({ subject, level }: PublishItem, thrown: unknown, cause: unknown): unknown {
  if (!(thrown instanceof RegistryError)) return thrown;
  const message = `${thrown.message}; the level of ${subject} was set to ${String(level?.to)} before that, and could not be set back: look at \`sluice config ${subject}\``;
  return new RegistryError(thrown.code, message, { data: thrown.data, cause });
}
