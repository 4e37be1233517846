import type { AuditRecord } from '../../../../core/audit.ts';
import { isContext, isPrefix } from '../../../../core/subject.ts';

/** The page of what was written, as segments below /ui; undefined where there is none any more, or never was. */
export function placeOfEntry({ action, name }: Pick<AuditRecord, 'action' | 'name'>): readonly string[] | undefined {
  const [noun] = action.split('.');
  switch (noun) {
    case 'version':
    case 'subject':
      return ['subjects', name];
    case 'config':
      return isSubject(name) ? ['subjects', name] : ['settings', 'compatibility', ...scope(name)];
    case 'mode':
      return isSubject(name) ? ['subjects', name] : ['settings', 'modes', ...scope(name)];
    case 'webhook':
      return action === 'webhook.delete' ? undefined : ['settings', 'webhooks', name];
    case 'events':
    case 'gateway':
      return ['gateways', name];
    default:
      return undefined;
  }
}

function isSubject(name: string): boolean {
  return name !== '' && !isPrefix(name) && !isContext(name);
}

function scope(name: string): readonly string[] {
  return name === '' ? ['registry'] : ['name', name];
}
