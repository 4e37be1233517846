import type { Check, Compatibility } from '../compatibility.ts';
import type { Mode } from '../mode.ts';

export type ConfigRequest = { readonly [Field in keyof Compatibility]?: Compatibility[Field] | null };

/** What is in force, and which fields were set at this very place. */
export interface ConfigResource extends Compatibility {
  readonly name: string;
  readonly own: readonly (keyof Compatibility)[];
  /** Where each field comes from: a name that was set, "" for the registry, null for the default of the face. */
  readonly sources: { readonly [Field in keyof Compatibility]: string | null };
  readonly epoch: number;
  /** In a dry run of a write only. */
  readonly dryRun?: ConfigDryRunResource;
}

/** What a setting would say about the live versions that it covers, the subjects by name. */
export interface ConfigDryRunResource {
  readonly subjects: readonly ConfigDryRunSubject[];
  /** How many checks were made, over all subjects. */
  readonly asked: number;
  /** Whether there is more than this dry run looked at. */
  readonly truncated: boolean;
}

export interface ConfigDryRunSubject extends Compatibility {
  readonly subject: string;
  /** Whether every check that was made would be accepted at a registration. */
  readonly holds: boolean;
  /** Each pair of live versions of a line that the level asks for, newest first. */
  readonly checks: readonly Check[];
  /** The narrower name whose settings go before, so that nothing changes for this subject and nothing was checked. */
  readonly setAt?: string;
}

/** What was set for one name; what is absent is inherited. */
export interface SettingResource {
  /** A subject, a prefix, a context, or "" for the registry. */
  readonly name: string;
  readonly config?: Partial<Compatibility> & {
    /** The names of settings that only Confluent's API has, such as `alias`; they go with the configuration. */
    readonly others?: readonly string[];
    readonly epoch: number;
  };
  readonly mode?: { readonly mode: Mode; readonly epoch: number };
}

export interface ModeRequest {
  readonly mode: Mode;
  /** Set IMPORT although there are versions already. Default false. */
  readonly force?: boolean;
}

/** The mode in force at a name, and the one that was set there; null where it is inherited. */
export interface ModeResource {
  readonly name: string;
  readonly mode: Mode;
  readonly own: Mode | null;
  /** Counts the writes of what was set there; 0: nothing is. */
  readonly epoch: number;
}
