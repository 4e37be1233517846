import { nearest } from '../../core/nearest.ts';
import type { RouteConfig, TargetConfig } from '../config/config.ts';
import { ENVELOPE_PRESETS } from '../envelope/presets.ts';
import { mayCome, mayGet } from '../targets/may-get.ts';
import { someOf, type Doubt } from './doubt.ts';

/** The attributes that CloudEvents and its documented extensions name. */
const COMMON_ATTRIBUTES: readonly string[] = [
  'specversion', 'id', 'source', 'type', 'subject', 'time', 'dataschema', 'datacontenttype', 'dataref', 'partitionkey', 'sequence', 'severitytext',
]; // prettier-ignore

/** What is to be doubted of the filter of a target, given the subjects that have a live version. */
export function filterDoubts(route: RouteConfig, target: TargetConfig, at: string, subjects: readonly string[]): Doubt[] {
  return Object.entries(target.filter).flatMap(([name, pattern]): Doubt[] => {
    const doubt =
      name === 'type'
        ? typeDoubt(route, target, pattern, subjects)
        : attributeDoubt(route, name, `target ${target.name} gets no event: its filter asks for the attribute ${name}`);
    return doubt === undefined ? [] : [{ route: route.path, at: `${at}/filter/${name}`, ...doubt }];
  });
}

type Doubted = Pick<Doubt, 'severity' | 'message'>;

function typeDoubt(route: RouteConfig, target: TargetConfig, pattern: string, subjects: readonly string[]): Doubted | undefined {
  if (subjects.some((subject) => mayGet(route, target, subject))) return undefined;
  const coming = subjects.filter((subject) => mayCome(route, subject));
  // Contracts of the route are still to come, so nothing is to be learnt from those of others.
  if (coming.length === 0) return undefined;
  const meant = nearestPattern(pattern, coming);
  const isOther = route.onUnknown === 'forward' || route.mode === 'observe';
  return {
    severity: isOther ? 'note' : 'warning',
    message: `target ${target.name} gets no event of a known type: no live contract of the route has a type like ${quote(pattern)} (looked at ${someOf(coming)}${meant === undefined ? '' : `; did you mean ${quote(meant)}?`}). Correct the filter and restart the gateway, or register the contract`,
  };
}

/** A pattern with the part before its first `*` put right. */
function nearestPattern(pattern: string, subjects: readonly string[]): string | undefined {
  const [head = ''] = pattern.split('*');
  const stem = head.replace(/\.$/, '');
  const parts = stem.split('.').length;
  const heads = subjects.map((subject) => (head === pattern ? subject : subject.split('.').slice(0, parts).join('.')));
  const found = nearest(stem, [...new Set(heads)]);
  return found === undefined ? undefined : found + pattern.slice(stem.length);
}

/** An attribute that events of a route do not have, or probably not under this name; `lead` says what comes of it. */
export function attributeDoubt({ source }: RouteConfig, name: string, lead: string): Doubted | undefined {
  if (source.kind === 'cloudevents') {
    const meant = COMMON_ATTRIBUTES.includes(name) ? undefined : nearest(name, COMMON_ATTRIBUTES);
    if (meant === undefined) return undefined;
    return {
      severity: 'note',
      message: `${lead}, which CloudEvents may have; did you mean ${meant}? If events have ${name} nothing is wrong; otherwise correct it and restart the gateway`,
    };
  }
  const known = source.kind === 'webhook' ? ['type'] : ['type', ...Object.keys(ENVELOPE_PRESETS[source.kind].attributes)];
  if (known.includes(name)) return undefined;
  const meant = nearest(name, known);
  return {
    severity: 'warning',
    message: `${lead}, which no event of the source ${source.kind} has; there is ${known.join(', ')}${meant === undefined ? '' : ` (did you mean ${meant}?)`}. Correct it and restart the gateway`,
  };
}

function quote(text: string): string {
  return JSON.stringify(text);
}
