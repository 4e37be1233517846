import { formatUrn } from '../core/subject.ts';

/** What events of a contract name as their `dataschema`; nothing where it came from no registry. */
export function dataschemaOf({ subject, fingerprint }: { readonly subject?: string; readonly fingerprint?: string }): {
  readonly dataschema?: string;
} {
  return subject === undefined || fingerprint === undefined ? {} : { dataschema: formatUrn(subject, fingerprint) };
}
