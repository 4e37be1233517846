import { FOREIGN_IDS_FROM, MAX_SCHEMA_ID } from '../../../src/storage/schema-id.ts';

/** What is expected of the face, as simple as it can be said: every answer is a number of an error, or what a success is about. */
export interface ModelVersion {
  readonly subject: string;
  readonly version: number;
  readonly id: number;
  readonly title: string;
  readonly refersTo: Target | null;
  readonly content: string;
  deleted: boolean;
}

export interface Target {
  readonly subject: string;
  readonly version: number;
}

export interface Import {
  readonly id: number;
  readonly version: number;
}

export type Expected =
  | { readonly error: number }
  | { readonly id: number; readonly version: number }
  | { readonly versions: number | readonly number[] };

export class Model {
  readonly versions: ModelVersion[] = [];
  /** For ever: an id never means another content. */
  readonly contents: Map<number, string> = new Map();
  readonly #next = new Map<string, number>();
  readonly #purged = new Set<string>();
  #lastId = 0;

  of(subject: string): ModelVersion[] {
    return this.versions.filter((version) => version.subject === subject).toSorted((a, b) => a.version - b.version);
  }

  referrers({ subject, version }: Target): ModelVersion[] {
    return this.versions.filter(({ refersTo }) => refersTo?.subject === subject && refersTo.version === version);
  }

  /** How many references follow each other behind a version. */
  depth(target: Target): number {
    const next = this.#find(target)?.refersTo ?? null;
    return next === null ? 0 : 1 + this.depth(next);
  }

  register(subject: string, title: string, refersTo: Target | null, imported?: Import): Expected {
    const target = refersTo === null ? undefined : this.#find(refersTo);
    if (refersTo !== null && target?.deleted !== false) return { error: 42201 };
    const content = JSON.stringify([title, target?.content ?? null]);
    // An import asks for one place, wherever else in the subject the content stands.
    const isAsked = ({ version, id }: ModelVersion): boolean => imported === undefined || (version === imported.version && id === imported.id);
    const existing = this.of(subject).findLast((version) => version.content === content && !version.deleted && isAsked(version));
    if (existing !== undefined) return { id: existing.id, version: existing.version };
    if (this.#leadsTo(refersTo, subject)) return { error: 42201 };
    const wrong = imported === undefined ? undefined : this.#refuse(subject, content, imported);
    if (wrong !== undefined) return { error: wrong };
    const version = imported?.version ?? this.#next.get(subject) ?? 1;
    const id = this.#give(content, imported?.id);
    this.#next.set(subject, Math.max(version + 1, this.#next.get(subject) ?? 1));
    this.versions.push({ subject, version, id, title, refersTo, content, deleted: false });
    return { id, version };
  }

  deleteVersion(subject: string, number: number, permanent: boolean): Expected {
    const versions = this.of(subject);
    const version = versions.find((known) => known.version === number);
    if (versions.length === 0) return { error: 40401 };
    if (version === undefined) return { error: 40402 };
    if (version.deleted !== permanent) return { error: permanent ? 40407 : 40406 };
    return this.#delete([version], permanent) ?? { versions: number };
  }

  deleteSubject(subject: string, permanent: boolean): Expected {
    const versions = this.of(subject);
    const live = versions.filter(({ deleted }) => !deleted);
    if (versions.length === 0) return { error: 40401 };
    if (permanent ? live.length > 0 : live.length === 0) return { error: permanent ? 40405 : 40404 };
    const meant = permanent ? versions : live;
    return this.#delete(meant, permanent) ?? { versions: meant.map(({ version }) => version) };
  }

  #find({ subject, version }: Target): ModelVersion | undefined {
    return this.versions.find((known) => known.subject === subject && known.version === version);
  }

  #leadsTo(from: Target | null, subject: string): boolean {
    if (from === null) return false;
    return from.subject === subject || this.#leadsTo(this.#find(from)?.refersTo ?? null, subject);
  }

  #refuse(subject: string, content: string, { id, version }: Import): number | undefined {
    if (id > MAX_SCHEMA_ID) return 42207;
    if (this.#find({ subject, version }) !== undefined || this.#purged.has(`${subject}@${version}`)) return 42207;
    return (this.contents.get(id) ?? content) === content ? undefined : 42207;
  }

  #give(content: string, asked: number | undefined): number {
    const known = [...this.contents].filter(([, other]) => other === content).map(([id]) => id);
    const id = asked ?? (known.length > 0 ? Math.min(...known) : this.#nextId());
    if (!this.contents.has(id) && (asked === undefined || id < FOREIGN_IDS_FROM)) this.#lastId = Math.max(this.#lastId, id);
    this.contents.set(id, content);
    return id;
  }

  #nextId(): number {
    let id = this.#lastId + 1;
    while (this.contents.has(id)) id += 1;
    return id;
  }

  #delete(meant: readonly ModelVersion[], permanent: boolean): Expected | undefined {
    if (meant.some((version) => this.referrers(version).some(({ deleted }) => permanent || !deleted))) return { error: 42206 };
    for (const version of meant) {
      version.deleted = true;
      if (!permanent) continue;
      this.versions.splice(this.versions.indexOf(version), 1);
      this.#purged.add(`${version.subject}@${version.version}`);
    }
    return undefined;
  }
}
