import type { JsonObject } from '../../core/json/value.ts';
import { ref } from './components/members.ts';
import type { ComponentName } from './components/names.ts';
import type { AnswerDescription, HeaderDescription } from './route.ts';

/** Of answers with a JSON document a line. */
export const LINES_MEDIA_TYPE = 'application/x-ndjson';

export const ETAG_HEADER: HeaderDescription = {
  name: 'ETag',
  description: 'Changes with the answer; begins with the epoch of the entity where it has one.',
};

/** A 200 with a component of the OpenAPI document as JSON. */
export function ok(component: ComponentName, description: string): AnswerDescription {
  return { status: 200, description, content: json(component) };
}

/** A 200 of a read, which has an ETag. */
export function read(component: ComponentName, description: string, headers: readonly HeaderDescription[] = []): AnswerDescription {
  return { ...ok(component, description), headers: [ETAG_HEADER, ...headers] };
}

export function json(component: ComponentName): Readonly<Record<string, JsonObject>> {
  return { 'application/json': ref(component) };
}
