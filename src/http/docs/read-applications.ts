import { readUsages, type Usage } from '../../asyncapi/usage.ts';
import type { SubjectResource } from '../../core/resources.ts';
import { byFirst } from '../../core/text-order.ts';
import { longTurn } from '../../registry/long-turn.ts';
import type { Registry } from '../../registry/registry.ts';

/** A message of an application: its subject, and what the application's document said of it. */
export interface DocumentedMessage {
  readonly subject: SubjectResource;
  readonly usage: Usage;
}

const PAGE = 1_000;

/** The applications that imports kept, by name, each with the messages that the caller may read. Reads every subject's head. */
export async function readApplications(
  registry: Registry,
  isVisible: (subject: string) => boolean,
): Promise<ReadonlyMap<string, readonly DocumentedMessage[]>> {
  const applications = new Map<string, DocumentedMessage[]>();
  let after: Awaited<ReturnType<Registry['listSubjects']>>['cursor'];
  do {
    await longTurn(); // As a snapshot: to look through a store takes long where it has many subjects.
    const page = await registry.listSubjects({ limit: PAGE, isVisible, ...(after === undefined ? {} : { cursor: after }) });
    for (const subject of page.items) {
      for (const [name, usage] of readUsages(subject.labels)) {
        if (usage.role !== 'payload' || subject.latest === null || !hasAddress(name)) continue;
        const messages = applications.get(name) ?? [];
        messages.push({ subject, usage });
        applications.set(name, messages);
      }
    }
    after = page.cursor;
  } while (after !== undefined);
  return new Map([...applications].toSorted(byFirst));
}

/** A label may be called anything by hand; no page can be at such a name. */
function hasAddress(name: string): boolean {
  return !/^\.{0,2}$|\p{Cs}/u.test(name);
}
