import { RegistryError } from '../../core/errors.ts';
import type { Registry } from '../../registry/registry.ts';
import { TYPESCRIPT_CONTENT } from '../../registry/schema-tools.ts';
import { on } from './access.ts';
import { ETAG_HEADER, json } from './answers.ts';
import { choiceParameter } from './parameter.ts';
import { readSelector, readSubject } from './path-parameters.ts';
import { defineRoute, type Answer, type Route } from './route.ts';

const PLAIN = 'text/plain';

export function typescriptRoutes(registry: Registry): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/subjects/{subject}/versions/{version}/typescript',
      operationId: 'getTypescript',
      summary: 'The TypeScript that `sluice generate` writes for a version.',
      access: on('read', 'subject'),
      query: {
        content: choiceParameter(
          '`types`, the default: the types alone, in one file that imports nothing. `all`: validator and runtime as well.',
          TYPESCRIPT_CONTENT,
        ),
      },
      answers: [
        {
          status: 200,
          description: 'The files; as plain text the one file of the types.',
          content: { ...json('GeneratedFiles'), [PLAIN]: { type: 'string' } },
          headers: [ETAG_HEADER],
        },
      ],
      errors: [
        'subject_invalid',
        'version_invalid',
        'subject_not_found',
        'version_not_found',
        'format_unsupported',
        'schema_too_large',
        'overloaded',
      ],
      handle: async ({ path, query, incoming }): Promise<Answer> => {
        const isPlain = incoming.accepts(['application/json', PLAIN]) === PLAIN;
        if (isPlain && query.content === 'all') {
          throw new RegistryError('request_invalid', 'query parameter content: "all" is several files; expected Accept: application/json beside it');
        }
        const value = await registry.typescript(readSubject(path), readSelector(path), query);
        if (!isPlain) return { kind: 'json', value, headers: { Vary: 'Accept' } };
        return { kind: 'text', type: `${PLAIN}; charset=utf-8`, text: value.files.map(({ text }) => text).join('') };
      },
    }),
  ];
}
