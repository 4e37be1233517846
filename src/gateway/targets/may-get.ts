import type { RouteConfig, TargetConfig, TypeRule } from '../config/config.ts';
import { ENVELOPE_PRESETS } from '../envelope/presets.ts';
import { matchesPattern } from './filter.ts';

/** Whether events of a subject may come on a route, as far as it says of which type they are. */
export function mayCome({ source }: Pick<RouteConfig, 'source'>, subject: string): boolean {
  return subject.startsWith(typePrefix(source));
}

/** Whether a target of a route may be sent events of a subject. */
export function mayGet(route: Pick<RouteConfig, 'source'>, { filter }: Pick<TargetConfig, 'filter'>, subject: string): boolean {
  return mayCome(route, subject) && matchesPattern(filter['type'] ?? '*', subject);
}

function typePrefix(source: RouteConfig['source']): string {
  switch (source.kind) {
    case 'cloudevents':
      return '';
    case 'webhook':
      return rulePrefix(source.type);
    default:
      return source.type === undefined ? ENVELOPE_PRESETS[source.kind].prefix : rulePrefix(source.type);
  }
}

function rulePrefix(rule: TypeRule): string {
  return rule.kind === 'constant' ? rule.type : rule.prefix;
}
