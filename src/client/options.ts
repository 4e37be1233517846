import type { AuditAction } from '../core/audit.ts';
import type { VersionState } from '../core/version.ts';
import type { WriteOptions } from './if-match.ts';

export interface ListOptions {
  readonly search?: string;
  readonly prefix?: string;
  readonly owner?: string;
  /** `name=value`. */
  readonly label?: string;
  /** The name of a field of the latest version, or the end of its path: `lines.quantity`. */
  readonly field?: string;
  readonly state?: VersionState;
  /** `name` by default; `changed`: by the last change, newest first. */
  readonly order?: 'name' | 'changed';
  /** Say as well how many there are over all pages, up to 1,000. */
  readonly count?: boolean;
  /** The `cursor` of the page before. */
  readonly cursor?: string;
  /** 1 to 1,000; 100 by default. */
  readonly limit?: number;
}

export interface SettingsOptions {
  /** Only names that begin with it. */
  readonly prefix?: string;
  /** The `cursor` of the page before. */
  readonly cursor?: string;
  /** 1 to 1,000; 100 by default. */
  readonly limit?: number;
}

export interface AuditOptions {
  /** `oldest` first by default. */
  readonly order?: 'oldest' | 'newest';
  /** Exclusive; oldest first, the `next` of the page before. */
  readonly after?: number;
  /** Exclusive; newest first, the `next` of the page before. */
  readonly before?: number;
  /** From the first entry of this time or later on; ISO 8601. */
  readonly since?: string;
  readonly action?: AuditAction;
  /** 1 to 1,000; 100 by default. */
  readonly limit?: number;
  readonly actor?: string;
  /** What was written, exactly; "" for the registry. */
  readonly name?: string;
}

export interface DeleteOptions extends DryRunOptions {
  /** For good, what was deleted softly before. */
  readonly permanent?: boolean;
}

export interface DryRunOptions extends WriteOptions {
  /** Answer alike, but write nothing. */
  readonly dryRun?: boolean;
}
