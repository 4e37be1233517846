import { RegistryError } from '../../core/errors.ts';
import { parseSubject } from '../../core/subject.ts';
import type { CatalogueSubject } from '../supply/catalogue.ts';
import type { Gateway } from '../gateway.ts';

/** Throws `subject_not_found`, and `snapshot_missing` where nothing is known yet. */
export function requireSubject({ court: { supply } }: Gateway, subject: string): CatalogueSubject {
  parseSubject(subject);
  if (supply.catalogue === undefined) throw new RegistryError('snapshot_missing', 'the gateway has no schemas yet, and knows no subject');
  const found = supply.catalogue.find(subject);
  if (found !== undefined) return found;
  throw new RegistryError(
    'subject_not_found',
    `${JSON.stringify(subject)}: expected a subject with a live version in the registry of this gateway; found none`,
  );
}
