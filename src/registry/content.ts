import type { RegisterRequest } from '../core/resources.ts';
import { isLive, newest, type VersionRecord } from '../core/version.ts';
import type { SubjectHistory } from '../storage/store.ts';
import { withAttachments, withText, type Place } from './attachments.ts';
import { readCandidate, type Candidate } from './candidate.ts';
import type { Context } from './context.ts';
import type { WriteContext } from './registry.ts';

/** What is about to be registered, and the version that is that already. */
export interface Content {
  readonly candidate: Candidate;
  readonly existing: VersionRecord | undefined;
}

/** Read a request as the face that sends it means it. Throws what `readCandidate` does. */
export async function readContent(context: Context, place: Place, request: RegisterRequest, { face }: WriteContext): Promise<Content> {
  if (face !== 'confluent' || request.imported !== undefined) {
    const candidate = await readCandidate(context, request);
    const { imported } = request;
    return {
      candidate,
      existing: imported === undefined ? findContent(place.history, candidate.identity) : findImported(place, candidate, imported),
    };
  }
  const sent = await readCandidate(context, await withText(context, place, request));
  // What is retired is as if deleted there: it gets a new version, which that face can show.
  const live = place.history?.versions.filter(isLive) ?? [];
  return findMeant(context, place, sent, live);
}

/** The one of `versions` that a schema of Confluent's clients is: as it was sent, or as it would be registered. */
export async function findMeant(context: Context, place: Place, sent: Candidate, versions: readonly VersionRecord[]): Promise<Content> {
  const existing = findSent(versions, sent);
  if (existing !== undefined) return { candidate: sent, existing };
  const candidate = await withAttachments(context, place, sent);
  return { candidate, existing: newest(versions.filter((version) => version.identity === candidate.identity)) };
}

// An import asks for one place; the same content elsewhere in the subject is another version.
function findImported(
  { history }: Place,
  { identity }: Candidate,
  { id, version }: NonNullable<RegisterRequest['imported']>,
): VersionRecord | undefined {
  const found = history?.versions.find((known) => known.version === version && known.deletedAt === undefined);
  return found?.identity === identity && found.schemaId === id ? found : undefined;
}

// A schema to which nothing is attached is also found where something is attached to it.
function findSent(versions: readonly VersionRecord[], { identity, fingerprint, attachments }: Candidate): VersionRecord | undefined {
  const exact = newest(versions.filter((version) => version.identity === identity));
  if (exact !== undefined || Object.keys(attachments).length > 0) return exact;
  return newest(versions.filter((version) => version.fingerprint === fingerprint));
}

/** The version of a subject that has this content, live ones first, then the newest; soft-deleted ones do not count. */
export function findContent(history: SubjectHistory | undefined, identity: string): VersionRecord | undefined {
  const same = history?.versions.filter((version) => version.identity === identity && version.deletedAt === undefined) ?? [];
  return newest(same.filter(isLive)) ?? newest(same);
}
