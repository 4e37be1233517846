import { ERRORS, type ErrorCode } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json/value.ts';
import { parsePathTemplate } from '../kit/path-template.ts';
import { PROBLEM_MEDIA_TYPE } from '../kit/problem.ts';
import { describeAccess } from './access.ts';
import { ref } from './components/members.ts';
import { COMPONENTS } from './components.ts';
import { describePathParameter } from './path-parameters.ts';
import type { AnswerDescription, HeaderDescription, Route } from './route.ts';

/** What any route may answer, and what any route with a body; what writes may refuse another site as well. */
const COMMON_ERRORS: readonly ErrorCode[] = [
  'request_invalid',
  'unauthenticated',
  'host_refused',
  'rate_limited',
  'identity_unavailable',
  'store_unavailable',
  'store_damaged',
  'internal',
];
const BODY_ERRORS: readonly ErrorCode[] = [
  'json_invalid',
  'json_duplicate_key',
  'json_forbidden_key',
  'not_utf8',
  'too_deep',
  'body_too_large',
  'media_type_unsupported',
];

const SECURITY_SCHEMES: JsonObject = {
  bearer: { type: 'http', scheme: 'bearer', description: 'A key, `sluice_ID_SECRET`, or a token of the identity provider that the registry trusts.' },
  basic: { type: 'http', scheme: 'basic', description: 'A key: its id for user, its secret for password.' },
};

// Each of them alone; and none, since a registry may be open, or let anybody read.
const SECURITY: readonly JsonObject[] = [{ bearer: [] }, { basic: [] }, {}];

/** The OpenAPI 3.1 document of a table of routes. */
export function describeRoutes(routes: readonly Route[]): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = describeRoute(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluice registry',
      version: '1',
      description: 'Keeps event contracts true. Errors are problem documents whose `code` is one of a closed list.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    paths,
    components: { schemas: COMPONENTS, securitySchemes: SECURITY_SCHEMES },
  };
}

function describeRoute(route: Route): JsonObject {
  const parameters = [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)];
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: describeAccess(route.access),
    security: route.access.kind === 'open' ? [] : SECURITY,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === null ? {} : { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }),
    responses: { ...describeAnswers(route), ...describeErrors(route) },
  };
}

function pathParameters({ path, method }: Route): JsonObject[] {
  return parsePathTemplate(path).parameters.map((name) => ({ name, in: 'path', required: true, ...describePathParameter(name, method) }));
}

function queryParameters({ query }: Route): JsonObject[] {
  return Object.entries(query).map(([name, { description, schema }]) => ({ name, in: 'query', description, schema }));
}

function headerParameters({ headers }: Route): JsonObject[] {
  return headers.map(({ name, description }) => ({ name, in: 'header', description, schema: { type: 'string' } }));
}

function describeAnswers({ answers }: Route): Record<string, JsonObject> {
  const described = Object.fromEntries(answers.map((answer) => [String(answer.status), describeAnswer(answer)]));
  const isCached = answers.some((answer) => answer.headers?.some(({ name }) => name === 'ETag'));
  return isCached ? { ...described, '304': { description: 'If-None-Match names the current ETag.' } } : described;
}

function describeAnswer({ description, content, headers }: AnswerDescription): JsonObject {
  const media = Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema }]));
  return { description, content: media, ...(headers === undefined ? {} : { headers: describeHeaders(headers) }) };
}

function describeHeaders(headers: readonly HeaderDescription[]): JsonObject {
  return Object.fromEntries(headers.map(({ name, description }) => [name, { description, schema: { type: 'string' } }]));
}

/** One answer for each status, with the codes that come with it. */
function describeErrors(route: Route): Record<string, JsonObject> {
  const codes = [
    ...new Set([
      ...COMMON_ERRORS,
      ...(route.access.kind === 'open' ? [] : (['forbidden'] as const)),
      ...(route.method === 'GET' ? [] : (['cross_site'] as const)),
      ...(route.body === null ? [] : BODY_ERRORS),
      ...route.errors,
    ]),
  ];
  const statuses = new Set(codes.map((code) => ERRORS[code].status));
  return Object.fromEntries([...statuses].map((status) => [String(status), describeProblem(codes.filter((code) => ERRORS[code].status === status))]));
}

function describeProblem(codes: readonly ErrorCode[]): JsonObject {
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join(' '),
    content: { [PROBLEM_MEDIA_TYPE]: { schema: { allOf: [ref('Problem')], properties: { code: { enum: codes } } } } },
  };
}
