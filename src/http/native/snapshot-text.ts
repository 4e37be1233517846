import type { SnapshotSubject, SnapshotVersion } from '../../core/resources.ts';
import type { OpenSnapshot } from '../../registry/snapshot.ts';

/**
 * A snapshot as lines. The first says how many versions follow, so that one which was cut is no whole one; where some of them cannot be
 * read, the last line says how many fewer they are: that is known only then.
 */
export async function* snapshotLines({ place, subjects, live, versions }: OpenSnapshot): AsyncGenerator<string> {
  const rest = versions();
  let next = await rest.next();
  // Where none can be read there is no line that could say so.
  yield* head({ ...place, versionCount: next.done === true ? 0 : live }, subjects);
  yield '}\n';
  for (let sent = 1; next.done !== true; sent += 1) {
    const following = await rest.next();
    const leftOut = following.done === true ? live - sent : 0;
    const line: SnapshotVersion & { readonly leftOut?: number } = leftOut === 0 ? next.value : { ...next.value, leftOut };
    yield `${JSON.stringify(line)}\n`;
    next = following;
  }
}

/** The same as one JSON document, written version by version: one of a large registry is longer than a string can be. */
export async function* snapshotDocument({ place, subjects, versions }: OpenSnapshot): AsyncGenerator<string> {
  yield* head(place, subjects);
  yield ',"versions":[';
  let separator = '';
  for await (const version of versions()) {
    yield separator + JSON.stringify(version);
    separator = ',';
  }
  yield ']}';
}

/** An object with the subjects as its last member, still open. */
function* head(members: object, subjects: Iterable<SnapshotSubject>): Generator<string> {
  yield `${JSON.stringify(members).slice(0, -1)},"subjects":[`;
  let separator = '';
  for (const subject of subjects) {
    yield separator + JSON.stringify(subject);
    separator = ',';
  }
  yield ']';
}
