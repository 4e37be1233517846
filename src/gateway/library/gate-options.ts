import type { SnapshotResource } from '../../core/resources.ts';
import type { Log } from '../../http/kit/log.ts';

/** Schemas come from one of three places: a snapshot, a file with one, or a registry. */
export interface GateOptions {
  /** The address of a registry, whose snapshot is taken once, at creation; and whose URLs name versions in `dataschema`. */
  readonly registry?: string;
  readonly token?: string;
  /** Judge by this one; nothing is fetched. */
  readonly snapshot?: SnapshotResource;
  /** The path of a file that a gateway wrote. Judge by it, and fetch nothing; with `follow`: start from it where it is usable, and keep it current. */
  readonly snapshotFile?: string;
  /** Follow the changes of the registry until `close()`; the registry may be down. Default false. */
  readonly follow?: boolean;
  /** Ask the registry once about a version that an event names and that is not known here. For middleware; default false. */
  readonly refreshOnUnknown?: boolean;
  /** Default: reject for subjects whose profile is `declared` or `tolerant`, else allow. */
  readonly undeclared?: 'reject' | 'allow';
  /** Findings hold the values found, but for what the schema marks `x-sensitive`. Default false. */
  readonly showValues?: boolean;
  /** Told when the registry falls silent and when it answers again. Default: nobody. */
  readonly log?: Log;
}
