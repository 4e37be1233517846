import type { SnapshotResource } from '../../core/resources.ts';
import { jsonSchemaJudge } from '../../formats/json-schema/compile.ts';
import { createCatalogue, ValidatorCache, type Catalogue } from '../supply/catalogue.ts';
import type { Schemas } from '../judge/judge-request.ts';
import { replaceSubject, type SnapshotSource } from '../supply/supply.ts';
import { REAL_TIMING } from '../timing.ts';

/** The schemas of a snapshot that was taken once; a subject may be fetched anew. */
export class TakenSchemas implements Schemas {
  readonly #validators = new ValidatorCache(jsonSchemaJudge);
  readonly #takenAt: number;
  #snapshot: SnapshotResource;
  #catalogue: Catalogue;

  /** `takenAt` in milliseconds since the epoch. */
  constructor(snapshot: SnapshotResource, takenAt: number = REAL_TIMING.now()) {
    this.#takenAt = takenAt;
    this.#snapshot = snapshot;
    this.#catalogue = createCatalogue(snapshot, this.#validators);
  }

  get catalogue(): Catalogue {
    return this.#catalogue;
  }

  get staleMs(): number {
    return Math.max(0, REAL_TIMING.now() - this.#takenAt);
  }

  /** Throws what the client throws. */
  async refresh(source: SnapshotSource, subject: string): Promise<void> {
    const answer = await source.snapshot({ subject });
    if (answer === 'not_modified') return;
    this.#snapshot = replaceSubject(this.#snapshot, subject, answer.snapshot);
    this.#catalogue = createCatalogue(this.#snapshot, this.#validators);
  }
}
