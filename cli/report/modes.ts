import { printable } from './printable.ts';
import { table } from './table.ts';

/** A route as a gateway's admin API shows it. */
export interface RouteMode {
  readonly path: string;
  readonly mode: string;
  readonly configuredMode: string;
  readonly until?: string;
  /** What of its configuration the live contracts do not bear out. */
  readonly warnings?: readonly { readonly at: string; readonly message: string }[];
}

/** A subject; without a mode of its own that of the route counts. */
export interface SubjectMode {
  readonly subject: string;
  readonly mode?: string;
  readonly until?: string;
}

export function modesText(routes: readonly RouteMode[], subjects: readonly SubjectMode[]): string {
  if (routes.length + subjects.length === 0) return 'no routes';
  const rows = [
    ...routes.map(({ path, mode, until = '', configuredMode }) => [path, mode, until, configuredMode]),
    ...subjects.map(({ subject, mode = '', until = '' }) => [printable(subject), mode, until, '']),
  ];
  const warnings = routes.flatMap(({ path, warnings: own = [] }) => own.map(({ at, message }) => `${at} of ${path}: ${printable(message)}`));
  return [table([['PLACE', 'MODE', 'UNTIL', 'CONFIGURED'], ...rows]), ...warnings].join('\n\n');
}

export function modeText(item: RouteMode | SubjectMode): string {
  const place = printable('path' in item ? item.path : item.subject);
  if (item.mode === undefined) return `${place} has the mode of its route`;
  if (item.until === undefined) return `${place} is as configured: ${item.mode}`;
  return `${place}: ${item.mode} until ${item.until}`;
}
