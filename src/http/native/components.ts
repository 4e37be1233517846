import { FOLLOWERS } from './components/followers.ts';
import { GATEWAYS } from './components/gateways.ts';
import { KEYS } from './components/keys.ts';
import { checks, pointer, positive, record, string } from './components/members.ts';
import type { ComponentName, Components } from './components/names.ts';
import { SETTINGS } from './components/settings.ts';
import { SUBJECTS } from './components/subjects.ts';
import { VERDICTS } from './components/verdicts.ts';
import { WEBHOOKS } from './components/webhooks.ts';

/** The named schemas of the OpenAPI document: the answers of core/resources.ts and core/verdict.ts as JSON Schema, one file for each kind. */
export const COMPONENTS: Components<ComponentName> = {
  ...SUBJECTS,
  ...VERDICTS,
  ...SETTINGS,
  ...FOLLOWERS,
  ...KEYS,
  ...WEBHOOKS,
  ...GATEWAYS,
  Problem: {
    ...record(
      { type: string, title: string, status: { type: 'integer' }, code: string, detail: string },
      { requestId: string, pointer, line: positive, column: positive, findings: { type: 'array' }, checks },
    ),
    description: 'RFC 9457. Some codes have members of their own beside these.',
    additionalProperties: true,
  },
  OpenApiDocument: { type: 'object', required: ['openapi', 'info', 'paths'] },
};
