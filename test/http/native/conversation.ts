import { expect } from 'vitest';
import { limitFormat } from '../limit-format.ts';

/** One exchange with the native API, as a claim about its answer. */
export interface Exchange {
  readonly title: string;
  readonly method: string;
  /** Below `/api/v1`. */
  readonly path: string;
  /** The template of `path` in the OpenAPI document. */
  readonly route: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** What the answer has, among other things. */
  readonly answer?: object;
}

const FINGERPRINT = limitFormat.fingerprint({ schema: { max: 5 }, dialect: 'draft-2020-12' }, []);

// Bytes that count up: the third call makes it.
const HOOK = '0303030303030303';

/** In order, on an empty registry: every operation answers well and badly. */
export const CONVERSATION: readonly Exchange[] = [
  row('nothing is there', 'GET', '/subjects', '/subjects', 200, { answer: { items: [] } }),
  row('the first version', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 201, {
    body: { schema: { max: 5 }, labels: { team: 'x' } },
    answer: { subject: 'a', version: 1, id: 1, changeKind: null, semver: '1.0.0', checks: [] },
  }),
  row('the same again', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 200, {
    body: { schema: '{ "max": 5 }' },
    answer: { existing: true, version: 1 },
  }),
  row('a dry run', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 200, { body: { schema: { max: 5, title: 't' }, dryRun: true } }),
  row('a dry run of what others read otherwise', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 200, {
    body: { schema: { max: 5, odd: true }, dryRun: true },
    answer: { warnings: [{ code: 'odd', message: 'an odd word', pointer: '/odd' }] },
  }),
  row('a compatible version', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 201, {
    body: { schema: { max: 5, title: 't' } },
    answer: { version: 2 },
  }),
  row('an incompatible version', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 409, {
    body: { schema: { max: 4 } },
    answer: { code: 'incompatible', checks: [{ verdict: { kind: 'not_contained', witness: 5 } }, {}, {}, {}] },
  }),
  row('an undecided version', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 409, {
    body: { schema: { max: 5, riddle: true } },
    answer: { code: 'undecided' },
  }),
  row('a semver that says less than the change', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 409, {
    body: { schema: { max: 4 }, allowBreaking: { reason: 'smaller' }, semver: '1.9.0' },
    answer: { code: 'semver_conflict', wanted: '1.9.0', least: '2.0.0' },
  }),
  row('a semver that is higher', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 200, {
    body: { schema: { max: 4 }, allowBreaking: { reason: 'smaller' }, semver: '7.0.0', dryRun: true },
    answer: { semver: '7.0.0' },
  }),
  row('a semver that is none', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 400, {
    body: { schema: { max: 4 }, semver: '^1' },
    answer: { code: 'request_invalid' },
  }),
  row('a breaking release', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 201, {
    body: { schema: { max: 4 }, allowBreaking: { reason: 'smaller' } },
    answer: { version: 3, line: 3, semver: '2.0.0', allowedBreaking: { reason: 'smaller' } },
  }),
  row('an overridden doubt', 'POST', '/subjects/b/versions', '/subjects/{subject}/versions', 201, {
    body: { schema: { max: 1, riddle: true }, overrideUndecided: { reason: 'r' } },
  }),
  row('a format that there is not', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 422, {
    body: { schema: { max: 5 }, format: 'avro' },
    answer: { code: 'format_unsupported', detail: 'format "avro" is not supported; supported: json-schema' },
  }),
  row('no schema at all', 'POST', '/subjects/a/versions', '/subjects/{subject}/versions', 422, {
    body: { schema: { max: 'x' } },
    answer: { code: 'schema_invalid', pointer: '/max' },
  }),
  row('a reference to a version', 'POST', '/subjects/c/versions', '/subjects/{subject}/versions', 201, {
    body: { schema: { max: 7 }, references: [{ name: 'a.json', subject: 'a', version: 1 }] },
  }),
  row('a reference to nothing', 'POST', '/subjects/c/versions', '/subjects/{subject}/versions', 422, {
    body: { schema: { max: 7, title: 't' }, references: [{ name: 'a.json', subject: 'a', version: 9 }] },
    answer: { code: 'reference_not_found' },
  }),
  row('several registrations', 'POST', '/registrations', '/registrations', 200, {
    body: {
      items: [
        { subject: 'a', schema: { max: 5 } },
        { subject: 'b', schema: { max: 0 }, dryRun: true, ifMatch: 1 },
      ],
    },
    answer: {
      items: [
        { status: 200, answer: { subject: 'a', version: 1, existing: true } },
        { status: 409, problem: { code: 'undecided', checks: expect.any(Array) } },
      ],
    },
  }),
  row('registrations that are none', 'POST', '/registrations', '/registrations', 200, {
    body: { items: [{ subject: 'a.*', schema: { max: 1 } }, { subject: 'a', schema: { max: 1 }, colour: 'red' }, 'no object'] },
    answer: {
      items: [
        { status: 422, problem: { code: 'subject_invalid' } },
        { status: 400, problem: { code: 'request_invalid', pointer: '/items/1/colour' } },
        { status: 400, problem: { code: 'request_invalid', pointer: '/items/2' } },
      ],
    },
  }),
  row('no registrations', 'POST', '/registrations', '/registrations', 200, { body: { items: [] }, answer: { items: [] } }),
  row('too many registrations', 'POST', '/registrations', '/registrations', 400, {
    body: { items: Array.from({ length: 101 }, () => ({ subject: 'a', schema: { max: 1 } })) },
    answer: { code: 'request_invalid', pointer: '/items', detail: 'body at /items: expected at most 100 items; found 101' },
  }),
  row('a subject that is a prefix', 'POST', '/subjects/a.*/versions', '/subjects/{subject}/versions', 422, {
    body: { schema: { max: 1 } },
    answer: { code: 'subject_invalid' },
  }),

  row('a page', 'GET', '/subjects?limit=2', '/subjects', 200, { answer: { items: [{ subject: 'a', latest: 3 }, { subject: 'b' }], cursor: 'Yg' } }),
  row('the next page', 'GET', '/subjects?limit=2&cursor=Yg', '/subjects', 200, { answer: { items: [{ subject: 'c' }] } }),
  row('by change, counted', 'GET', '/subjects?limit=2&order=changed&count=true', '/subjects', 200, {
    answer: {
      items: [{ subject: 'c', semver: '1.0.0', live: 1, changedAt: expect.any(String) }, { subject: 'b' }],
      count: { matches: 3, isExact: true },
    },
  }),
  row('by change with a cursor of names', 'GET', '/subjects?order=changed&cursor=Yg', '/subjects', 400, { answer: { code: 'request_invalid' } }),
  row('subjects with a field', 'GET', '/subjects?field=limits.max&prefix=a', '/subjects', 200, { answer: { items: [{ subject: 'a' }] } }),
  row('subjects without a field', 'GET', '/subjects?field=min', '/subjects', 200, { answer: { items: [] } }),
  row('subjects with a label', 'GET', '/subjects?label=l%3Dv', '/subjects', 200, { answer: { items: [] } }),
  row('a label without a value', 'GET', '/subjects?label=l', '/subjects', 400, { answer: { code: 'request_invalid' } }),
  row('a limit of nothing', 'GET', '/subjects?limit=0', '/subjects', 400, { answer: { code: 'request_invalid' } }),
  row('a subject', 'GET', '/subjects/a', '/subjects/{subject}', 200, {
    answer: { subject: 'a', versions: [{ version: 1 }, { version: 2 }, { version: 3 }] },
  }),
  row('no such subject', 'GET', '/subjects/z', '/subjects/{subject}', 404, { answer: { code: 'subject_not_found' } }),
  row('an owner', 'PATCH', '/subjects/a', '/subjects/{subject}', 200, {
    body: { owner: 'o', description: 'd', labels: { l: 'v' } },
    answer: { owner: 'o', description: 'd', labels: { l: 'v' } },
  }),
  row('no owner any more', 'PATCH', '/subjects/a', '/subjects/{subject}', 200, { body: { owner: null }, answer: { description: 'd' } }),
  row('a member that no subject has', 'PATCH', '/subjects/a', '/subjects/{subject}', 400, { body: { colour: 'red' } }),
  row('a change of what changed meanwhile', 'PATCH', '/subjects/a', '/subjects/{subject}', 412, {
    body: { owner: 'o' },
    headers: { 'if-match': '"0"' },
    answer: { code: 'epoch_mismatch' },
  }),
  row('content', 'POST', '/subjects/a/lookup', '/subjects/{subject}/lookup', 200, {
    body: { schema: { title: 't', max: 5 } },
    answer: { version: 2 },
  }),
  row('content of no version', 'POST', '/subjects/a/lookup', '/subjects/{subject}/lookup', 404, {
    body: { schema: { max: 99 } },
    answer: { code: 'schema_not_found' },
  }),

  row('a version', 'GET', '/subjects/a/versions/1', '/subjects/{subject}/versions/{version}', 200, {
    answer: { version: 1, schema: { max: 5 }, references: [] },
  }),
  row('the latest version', 'GET', '/subjects/a/versions/latest', '/subjects/{subject}/versions/{version}', 200, { answer: { version: 3 } }),
  row('a bundle', 'GET', '/subjects/c/versions/1?bundle=true', '/subjects/{subject}/versions/{version}', 200, {
    answer: { schema: { max: 7, $defs: { 'a.json': { max: 5 } } } },
  }),
  row('no such version', 'GET', '/subjects/a/versions/9', '/subjects/{subject}/versions/{version}', 404, { answer: { code: 'version_not_found' } }),
  row('a version that is no number', 'GET', '/subjects/a/versions/v1', '/subjects/{subject}/versions/{version}', 422, {
    answer: { code: 'version_invalid' },
  }),
  row('the types of a version', 'GET', '/subjects/a/versions/1/typescript', '/subjects/{subject}/versions/{version}/typescript', 200, {
    answer: { files: [{ path: 'a.ts' }] },
  }),
  row('all of its code', 'GET', '/subjects/a/versions/1/typescript?content=all', '/subjects/{subject}/versions/{version}/typescript', 200, {
    answer: { files: [{ path: '_runtime.ts' }, { path: 'a.ts' }, { path: 'a.validator.ts' }, { path: 'index.ts' }] },
  }),
  row('the types of no version', 'GET', '/subjects/a/versions/9/typescript', '/subjects/{subject}/versions/{version}/typescript', 404, {
    answer: { code: 'version_not_found' },
  }),
  row('a deprecation', 'PATCH', '/subjects/a/versions/2', '/subjects/{subject}/versions/{version}', 200, {
    body: { state: 'deprecated', reason: 'old', successor: 3, sunset: '2027-01-01' },
    answer: { state: 'deprecated', stateReason: 'old', successor: 3, sunset: '2027-01-01T00:00:00.000Z' },
  }),
  row('the same deprecation again', 'PATCH', '/subjects/a/versions/2', '/subjects/{subject}/versions/{version}', 200, {
    body: { state: 'deprecated' },
    answer: { state: 'deprecated', stateReason: 'old', successor: 3, unchanged: true },
  }),
  row('the retirement of a successor as a dry run', 'PATCH', '/subjects/a/versions/3?dryRun=true', '/subjects/{subject}/versions/{version}', 200, {
    body: { state: 'retired' },
    answer: { state: 'retired', warnings: [{ code: 'names_successor' }] },
  }),
  row('a sunset that there is not', 'PATCH', '/subjects/a/versions/2', '/subjects/{subject}/versions/{version}', 400, {
    body: { state: 'deprecated', sunset: '2027-02-30' },
  }),
  row('a retirement as a dry run', 'PATCH', '/subjects/a/versions/2?dryRun=true', '/subjects/{subject}/versions/{version}', 200, {
    body: { state: 'retired' },
    answer: {
      state: 'retired',
      narrows: { live: [1, 3], lastLive: false, loses: 'nothing', stillAccepted: [{}, { verdict: { kind: 'contained' } }] },
    },
  }),
  row('a state that there is not', 'PATCH', '/subjects/a/versions/2', '/subjects/{subject}/versions/{version}', 400, { body: { state: 'gone' } }),
  row('a state of the latest, whichever that is', 'PATCH', '/subjects/a/versions/latest', '/subjects/{subject}/versions/{version}', 422, {
    body: { state: 'retired' },
  }),

  row('a schema', 'GET', '/schemas/1', '/schemas/{id}', 200, {
    answer: { id: 1, schema: { max: 5 }, uses: [{ subject: 'a', version: 1, state: 'active', deleted: false }] },
  }),
  row('no such schema', 'GET', '/schemas/99', '/schemas/{id}', 404, { answer: { code: 'schema_not_found' } }),
  row('an id that is no number', 'GET', '/schemas/one', '/schemas/{id}', 400),
  row('a fingerprint', 'GET', `/fingerprints/${FINGERPRINT}`, '/fingerprints/{fingerprint}', 200, { answer: { id: 1, fingerprint: FINGERPRINT } }),
  row('no such fingerprint', 'GET', `/fingerprints/${'0'.repeat(64)}`, '/fingerprints/{fingerprint}', 404, { answer: { code: 'schema_not_found' } }),
  row('a text that is no fingerprint', 'GET', '/fingerprints/abc', '/fingerprints/{fingerprint}', 400),

  row('compatible', 'POST', '/compat', '/compat', 200, {
    body: { schema: { max: 4, title: 'new' }, against: { subject: 'a' } },
    answer: { compatible: true, level: 'FULL_TRANSITIVE', profile: 'declared' },
  }),
  row('not compatible', 'POST', '/compat', '/compat', 200, {
    body: { schema: { max: 3 }, against: { schema: { max: 4 } }, level: 'BACKWARD' },
    answer: { compatible: false, checks: [{ verdict: { kind: 'not_contained' }, strongest: null }] },
  }),
  row('not decided', 'POST', '/compat', '/compat', 200, {
    body: { schema: { max: 3, riddle: true }, against: { subject: 'a', version: 1 } },
    answer: { compatible: false, checks: [{ verdict: { kind: 'undecided' } }, {}] },
  }),
  row('both new sides', 'POST', '/compat', '/compat', 400, { body: { schema: { max: 3 }, subject: 'a', against: { subject: 'a' } } }),
  row('a diff', 'POST', '/diff', '/diff', 200, {
    body: { from: { subject: 'a', version: 1 }, to: { schema: { max: 4 }, references: [] }, profile: 'strict', formats: 'annotate', fixes: true },
    answer: {
      from: { subject: 'a', version: 1 },
      changeKind: 'forward',
      changes: [{ kind: 'changed', name: 'max', before: 5, after: 4, places: { before: '/max', after: '/max' } }],
      backward: { verdict: { kind: 'not_contained' } },
      forward: { verdict: { kind: 'contained' } },
    },
  }),
  row('a diff with one side', 'POST', '/diff', '/diff', 400, { body: { from: { subject: 'a' } } }),
  row('a lint', 'POST', '/lint', '/lint', 200, {
    body: { schema: '{\n  "tpye": "object" }', formats: 'annotate' },
    answer: {
      findings: expect.arrayContaining([expect.objectContaining({ rule: 'unknown_keyword', pointer: '/tpye', line: 2, column: 11 })]) as unknown,
    },
  }),
  row('a lint of no schema', 'POST', '/lint', '/lint', 422, { body: { schema: '{ "type": 1 }' }, answer: { code: 'schema_invalid', line: 1 } }),
  row('who refers to a version', 'GET', '/subjects/a/versions/1/referrers', '/subjects/{subject}/versions/{version}/referrers', 200, {
    answer: { items: [{ subject: 'c', version: 1, state: 'active', deleted: false, names: ['a.json'] }], hidden: 0 },
  }),
  row('who refers to no version', 'GET', '/subjects/a/versions/9/referrers', '/subjects/{subject}/versions/{version}/referrers', 404, {
    answer: { code: 'version_not_found' },
  }),
  row('an event that fits', 'POST', '/validate', '/validate', 200, {
    body: { subject: 'a', event: 5 },
    answer: { valid: true, subject: 'a', version: 2, findings: [] },
  }),
  row('an event that does not', 'POST', '/validate', '/validate', 200, {
    body: { subject: 'a', version: 1, event: 6 },
    answer: { valid: false, version: 1, findings: [{ keyword: 'max', expected: 5 }] },
  }),
  row('an event and a schema that is not stored', 'POST', '/validate', '/validate', 200, {
    body: { subject: 'a', schema: { max: 2 }, event: 3 },
    answer: { valid: false, subject: 'a', findings: [{}] },
  }),
  row('an event and a schema for a subject that is not there', 'POST', '/validate', '/validate', 200, {
    body: { subject: 'not.there', schema: { max: 2 }, event: 1 },
    answer: { valid: true, subject: 'not.there' },
  }),
  row('an event with a schema and a version', 'POST', '/validate', '/validate', 400, {
    body: { subject: 'a', version: 1, schema: { max: 2 }, event: 1 },
  }),
  row('an event with a dialect and no schema', 'POST', '/validate', '/validate', 400, { body: { subject: 'a', dialect: 'draft-07', event: 1 } }),
  row('no event', 'POST', '/validate', '/validate', 400, { body: { subject: 'a' } }),

  row('the default', 'GET', '/config', '/config', 200, { answer: { name: '', level: 'FULL_TRANSITIVE', profile: 'declared', own: [], epoch: 0 } }),
  row('a default of its own', 'PUT', '/config', '/config', 200, {
    body: { level: 'BACKWARD' },
    answer: { level: 'BACKWARD', own: ['level'], epoch: 1 },
  }),
  row('a level that there is not', 'PUT', '/config', '/config', 400, { body: { level: 'SIDEWAYS' } }),
  row('back to the default', 'DELETE', '/config', '/config', 200, { answer: { level: 'FULL_TRANSITIVE', own: [] } }),
  row('nothing to remove', 'DELETE', '/config', '/config', 404, { answer: { code: 'config_not_found' } }),
  row('an unknown parameter', 'GET', '/config?deep=true', '/config', 400),
  row('a prefix', 'PUT', '/config/c.*', '/config/{name}', 200, {
    body: { profile: 'strict' },
    answer: { name: 'c.*', profile: 'strict', own: ['profile'] },
  }),
  row('a prefix as a dry run', 'PUT', '/config/d.*?dryRun=true', '/config/{name}', 200, {
    body: { profile: 'strict' },
    answer: { own: ['profile'], sources: { profile: 'd.*', level: null }, dryRun: { subjects: [], asked: 0, truncated: false } },
  }),
  row('a level that the live versions pass', 'PUT', '/config/a?dryRun=true', '/config/{name}', 200, {
    body: { level: 'FULL' },
    answer: { own: ['level'], epoch: 1, dryRun: { subjects: [{ subject: 'a', holds: true, level: 'FULL' }], asked: 2, truncated: false } },
  }),
  row('what a removal would say', 'DELETE', '/config/c.*?dryRun=true', '/config/{name}', 200, {
    answer: { own: [], dryRun: { subjects: [], asked: 0, truncated: false } },
  }),
  row('what was set where', 'GET', '/settings', '/settings', 200, { answer: { items: [{ name: 'c.*', config: { profile: 'strict', epoch: 1 } }] } }),
  row('what was set below a prefix', 'GET', '/settings?prefix=d.&limit=1', '/settings', 200, { answer: { items: [] } }),
  row('what was set for no prefix', 'GET', '/settings?prefix=', '/settings', 400),
  row('what is in force below it', 'GET', '/config/c.x', '/config/{name}', 200, { answer: { name: 'c.x', profile: 'strict', own: [] } }),
  row('a name that is none', 'GET', '/config/%00', '/config/{name}', 422, { answer: { code: 'subject_invalid' } }),
  row('a profile that there is not', 'PUT', '/config/c.*', '/config/{name}', 400, { body: { profile: 'lax' } }),
  row('the prefix removed', 'DELETE', '/config/c.*', '/config/{name}', 200, { answer: { profile: 'declared', own: [] } }),
  row('the prefix removed twice', 'DELETE', '/config/c.*', '/config/{name}', 404),

  row('the mode', 'GET', '/mode', '/mode', 200, { answer: { name: '', mode: 'READWRITE', own: null } }),
  row('a mode for nothing', 'GET', '/mode?of=a', '/mode', 400),
  row('a mode of its own', 'PUT', '/mode', '/mode', 200, { body: { mode: 'READONLY' }, answer: { name: '', mode: 'READONLY', own: 'READONLY' } }),
  row('a write in a mode that takes none', 'PATCH', '/subjects/a/versions/1', '/subjects/{subject}/versions/{version}', 409, {
    body: { state: 'deprecated' },
    answer: { code: 'mode_forbids', subject: 'a', mode: 'READONLY' },
  }),
  row('a mode that there is not', 'PUT', '/mode', '/mode', 400, { body: { mode: 'READ' } }),
  row('an import into what is not empty', 'PUT', '/mode', '/mode', 409, { body: { mode: 'IMPORT' }, answer: { code: 'mode_forbids' } }),
  row('back to the mode before', 'DELETE', '/mode', '/mode', 200, { answer: { mode: 'READWRITE', own: null } }),
  row('no mode to remove', 'DELETE', '/mode', '/mode', 404, { answer: { code: 'mode_not_found' } }),
  row('the mode of a prefix', 'PUT', '/mode/c.*', '/mode/{name}', 200, { body: { mode: 'IMPORT', force: true }, answer: { own: 'IMPORT' } }),
  row('the mode of a prefix as a dry run', 'PUT', '/mode/c.*?dryRun=true', '/mode/{name}', 200, {
    body: { mode: 'READONLY' },
    answer: { mode: 'READONLY', own: 'READONLY' },
  }),
  row('a mode of a prefix that there is not', 'PUT', '/mode/c.*', '/mode/{name}', 400, { body: { mode: 'READONLY', level: 'FULL' } }),
  row('the mode below it', 'GET', '/mode/c.x', '/mode/{name}', 200, { answer: { name: 'c.x', mode: 'IMPORT', own: null } }),
  row('the mode of no name', 'GET', '/mode/%00', '/mode/{name}', 422, { answer: { code: 'subject_invalid' } }),
  row('the mode of the prefix removed', 'DELETE', '/mode/c.*', '/mode/{name}', 200, { answer: { mode: 'READWRITE' } }),
  row('the mode of the prefix removed twice', 'DELETE', '/mode/c.*', '/mode/{name}', 404),

  row('a snapshot', 'GET', '/snapshot', '/snapshot', 200, { answer: { subjects: [{ subject: 'a' }, { subject: 'b' }, { subject: 'c' }] } }),
  row('a snapshot of one subject', 'GET', '/snapshot?subject=c', '/snapshot', 200, {
    answer: { subjects: [{ subject: 'c' }], versions: [{ documents: { 'a.json': { schema: { max: 5 } } } }] },
  }),
  row('a snapshot of no subject', 'GET', '/snapshot?subject=', '/snapshot', 422),
  row('changes that have not happened', 'GET', '/changes?from=999', '/changes', 400),
  row('changes from a place that is none', 'GET', '/changes', '/changes', 400, { headers: { 'last-event-id': 'x' } }),

  row('a version that others refer to', 'DELETE', '/subjects/a/versions/1', '/subjects/{subject}/versions/{version}', 409, {
    answer: { code: 'referenced' },
  }),
  row('a version deleted', 'DELETE', '/subjects/a/versions/3', '/subjects/{subject}/versions/{version}', 200, {
    answer: { subject: 'a', version: 3 },
  }),
  row('a version deleted twice', 'DELETE', '/subjects/a/versions/3', '/subjects/{subject}/versions/{version}', 404),
  row('one deleted for good that is still there', 'DELETE', '/subjects/a/versions/2?permanent=true', '/subjects/{subject}/versions/{version}', 409),
  row('a version deleted for good', 'DELETE', '/subjects/a/versions/3?permanent=true', '/subjects/{subject}/versions/{version}', 200, {
    answer: { subject: 'a', version: 3 },
  }),
  row('a subject deleted', 'DELETE', '/subjects/c', '/subjects/{subject}', 200, { answer: { subject: 'c', versions: [1] } }),
  row('a subject deleted twice', 'DELETE', '/subjects/c', '/subjects/{subject}', 404),
  row('a key', 'POST', '/keys', '/keys', 201, {
    body: { name: 'ci', scopes: [{ access: 'register', pattern: 'com.shop.*' }], expiresAt: '2030-01-31' },
    answer: {
      name: 'ci',
      createdBy: 'anonymous',
      expiresAt: '2030-01-31T00:00:00.000Z',
      key: expect.stringMatching(/^sluice_[0-9a-f]{16}_[0-9a-f]{64}$/),
    },
  }),
  row('a key that may do nothing', 'POST', '/keys', '/keys', 400, { body: { name: 'ci', scopes: [] } }),
  row('a pattern that looks like one and is none', 'POST', '/keys', '/keys', 422, {
    body: { name: 'ci', scopes: [{ access: 'read', pattern: 'com.shop*' }] },
  }),
  row('a key that is over already', 'POST', '/keys', '/keys', 400, {
    body: { name: 'ci', scopes: [{ access: 'read', pattern: '*' }], expiresAt: '2020-01-01' },
  }),
  row('the keys', 'GET', '/keys', '/keys', 200, { answer: { items: [{ name: 'ci' }] } }),
  row('the keys with a parameter', 'GET', '/keys?all', '/keys', 400),
  row('a key revoked', 'DELETE', '/keys/0202020202020202', '/keys/{keyId}', 200, { answer: { name: 'ci', revokedAt: expect.any(String) } }),
  row('a key that there is not, revoked', 'DELETE', '/keys/0000000000000000', '/keys/{keyId}', 404, { answer: { code: 'key_not_found' } }),

  row('a webhook', 'POST', '/webhooks', '/webhooks', 201, {
    body: { url: 'http://127.0.0.1:2/hook', types: ['io.sluice.version.retired'], prefix: 'com.', description: 'd', from: 0 },
    answer: { id: HOOK, state: 'active', epoch: 1, position: 0, createdBy: 'anonymous', secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/) },
  }),
  row('a webhook to the address of the credentials of a cloud', 'POST', '/webhooks', '/webhooks', 422, {
    body: { url: 'http://169.254.169.254/latest/meta-data' },
    answer: { code: 'webhook_address_refused' },
  }),
  row('a webhook from a change that there is not', 'POST', '/webhooks', '/webhooks', 400, { body: { url: 'http://127.0.0.1:2/', from: 10_000 } }),
  row('a webhook of no type', 'POST', '/webhooks', '/webhooks', 400, { body: { url: 'http://127.0.0.1:2/', types: [] } }),
  row('a webhook without a text', 'POST', '/webhooks', '/webhooks', 400, { body: { url: 'http://127.0.0.1:2/', description: 'a\u0000' } }),
  row('the webhooks', 'GET', '/webhooks', '/webhooks', 200, { answer: { items: [{ id: HOOK, secrets: [{ createdAt: expect.any(String) }] }] } }),
  row('the webhooks with a parameter', 'GET', '/webhooks?all', '/webhooks', 400),
  row('one webhook', 'GET', `/webhooks/${HOOK}`, '/webhooks/{webhookId}', 200, { answer: { url: 'http://127.0.0.1:2/hook' } }),
  row('no such webhook', 'GET', '/webhooks/0000000000000000', '/webhooks/{webhookId}', 404, { answer: { code: 'webhook_not_found' } }),
  row('a webhook paused', 'PATCH', `/webhooks/${HOOK}`, '/webhooks/{webhookId}', 200, {
    body: { state: 'paused', prefix: null },
    answer: { state: 'paused', epoch: 2 },
  }),
  row('a webhook that changed meanwhile', 'PATCH', `/webhooks/${HOOK}`, '/webhooks/{webhookId}', 412, {
    body: { state: 'active' },
    headers: { 'if-match': '"1"' },
    answer: { code: 'epoch_mismatch' },
  }),
  row('another secret', 'POST', `/webhooks/${HOOK}/secret`, '/webhooks/{webhookId}/secret', 200, {
    body: { overlapSeconds: 60 },
    answer: { secret: expect.stringMatching(/^whsec_/), secrets: [{}, { expiresAt: expect.any(String) }] },
  }),
  row('another secret of no webhook', 'POST', '/webhooks/1/secret', '/webhooks/{webhookId}/secret', 404, { body: {} }),
  row('a test that nobody answers', 'POST', `/webhooks/${HOOK}/test`, '/webhooks/{webhookId}/test', 200, {
    answer: { outcome: 'failed', type: 'io.sluice.webhook.test', error: expect.any(String) },
  }),
  row('a test of no webhook', 'POST', '/webhooks/1/test', '/webhooks/{webhookId}/test', 404),
  row('no attempts', 'GET', `/webhooks/${HOOK}/attempts`, '/webhooks/{webhookId}/attempts', 200, { answer: { items: [] } }),
  row('attempts of no webhook', 'GET', '/webhooks/1/attempts', '/webhooks/{webhookId}/attempts', 404),
  row('nothing given up', 'GET', `/webhooks/${HOOK}/dead`, '/webhooks/{webhookId}/dead', 200, { answer: { items: [] } }),
  row('what no webhook gave up', 'GET', '/webhooks/1/dead', '/webhooks/{webhookId}/dead', 404),
  row('all again', 'POST', `/webhooks/${HOOK}/retry`, '/webhooks/{webhookId}/retry', 200, { body: {}, answer: { sequences: [] } }),
  row('again what was not given up', 'POST', `/webhooks/${HOOK}/retry`, '/webhooks/{webhookId}/retry', 400, { body: { sequences: [1] } }),
  row('a webhook removed', 'DELETE', `/webhooks/${HOOK}`, '/webhooks/{webhookId}', 200, { answer: { id: HOOK } }),
  row('a webhook removed twice', 'DELETE', `/webhooks/${HOOK}`, '/webhooks/{webhookId}', 404, { answer: { code: 'webhook_not_found' } }),
  row('the caller', 'GET', '/whoami', '/whoami', 200, {
    answer: { name: 'anonymous', known: false, scopes: [{ access: 'admin', pattern: '*' }] },
  }),
  row('the caller with a parameter', 'GET', '/whoami?key=x', '/whoami', 400),
  row('a page of the audit log', 'GET', '/audit-log?limit=2', '/audit-log', 200, {
    answer: { items: [{ sequence: 1, actor: 'anonymous', action: 'version.register', name: 'a' }, {}], next: 2 },
  }),
  row('the newest of the audit log', 'GET', '/audit-log?order=newest&limit=1&action=version.register', '/audit-log', 200, {
    answer: { items: [{ action: 'version.register' }], next: expect.any(Number) },
  }),
  row('what came before', 'GET', '/audit-log?order=newest&before=3', '/audit-log', 200, { answer: { items: [{ sequence: 2 }, { sequence: 1 }] } }),
  row('since a time to come', 'GET', '/audit-log?since=9000-01-01T00:00:00Z', '/audit-log', 200, { answer: { items: [] } }),
  row('since no time', 'GET', '/audit-log?since=yesterday', '/audit-log', 400),
  row('what was done to one thing', 'GET', '/audit-log?name=c.*&actor=anonymous', '/audit-log', 200, {
    answer: { items: [{ action: 'config.put' }, { action: 'config.delete', after: null }, { action: 'mode.put' }, { action: 'mode.delete' }] },
  }),
  row('a page of nothing', 'GET', '/audit-log?limit=0', '/audit-log', 400),
  row('the gateways', 'GET', '/gateways', '/gateways', 200, {
    answer: { items: [{ name: 'gate', reachable: true, version: '0.0.0', storesEvents: true, mayDecide: true }] },
  }),
  row('the gateways with a parameter', 'GET', '/gateways?all', '/gateways', 400),
  row('what a gateway counted', 'GET', '/gateways/gate/rates', '/gateways/{gateway}/rates', 200, {
    answer: { outcomes: { held: 1 }, subjects: [{ subject: 'com.shop.order', held: 1, rejected: { type_mismatch: 1 } }] },
  }),
  row('what no gateway counted', 'GET', '/gateways/nope/rates', '/gateways/{gateway}/rates', 404, { answer: { code: 'gateway_not_found' } }),
  row('what a gateway saw', 'GET', '/gateways/gate/versions', '/gateways/{gateway}/versions', 200, {
    answer: { items: [{ subject: 'com.shop.order', version: 1, invalid: 1, lastAccepted: null }] },
  }),
  row('what no gateway saw', 'GET', '/gateways/nope/versions', '/gateways/{gateway}/versions', 404),
  row('what a gateway saw of a subject', 'GET', '/gateways/gate/versions/com.shop.order', '/gateways/{gateway}/versions/{subject}', 200, {
    answer: { items: [{ version: 1, producers: [] }] },
  }),
  row('what no gateway saw of a subject', 'GET', '/gateways/nope/versions/a', '/gateways/{gateway}/versions/{subject}', 404),
  row('the routes of a gateway', 'GET', '/gateways/gate/routes', '/gateways/{gateway}/routes', 200, {
    answer: { items: [{ path: '/', mode: 'enforce' }] },
  }),
  row('the routes of no gateway', 'GET', '/gateways/nope/routes', '/gateways/{gateway}/routes', 404),
  row('the modes of subjects', 'GET', '/gateways/gate/subjects', '/gateways/{gateway}/subjects', 200, { answer: { items: [] } }),
  row('the modes of subjects at no gateway', 'GET', '/gateways/nope/subjects', '/gateways/{gateway}/subjects', 404),
  row('the trials', 'GET', '/gateways/gate/shadows', '/gateways/{gateway}/shadows', 200, { answer: { items: [] } }),
  row('the trials at no gateway', 'GET', '/gateways/nope/shadows', '/gateways/{gateway}/shadows', 404),
  row('a route that observes', 'PUT', '/gateways/gate/routes/%2F/mode', '/gateways/{gateway}/routes/{route}/mode', 200, {
    body: { mode: 'observe', forMs: 60_000 },
    answer: { path: '/', mode: 'observe', configuredMode: 'enforce' },
  }),
  row('a route that does nothing', 'PUT', '/gateways/gate/routes/%2F/mode', '/gateways/{gateway}/routes/{route}/mode', 400, {
    body: { mode: 'off' },
  }),
  row('a route as configured', 'DELETE', '/gateways/gate/routes/%2F/mode', '/gateways/{gateway}/routes/{route}/mode', 200, {
    answer: { mode: 'enforce' },
  }),
  row('no such route', 'DELETE', '/gateways/gate/routes/%2Fx/mode', '/gateways/{gateway}/routes/{route}/mode', 404, {
    answer: { code: 'route_not_found' },
  }),
  row('a subject that is observed', 'PUT', '/gateways/gate/subjects/com.shop.order/mode', '/gateways/{gateway}/subjects/{subject}/mode', 200, {
    body: { mode: 'observe', forMs: 60_000 },
    answer: { subject: 'com.shop.order', mode: 'observe' },
  }),
  row('a subject that the gateway does not know', 'PUT', '/gateways/gate/subjects/x/mode', '/gateways/{gateway}/subjects/{subject}/mode', 404, {
    body: { mode: 'observe' },
    answer: { code: 'subject_not_found' },
  }),
  row('a subject as configured', 'DELETE', '/gateways/gate/subjects/com.shop.order/mode', '/gateways/{gateway}/subjects/{subject}/mode', 200),
  row('no such subject', 'DELETE', '/gateways/gate/subjects/x/mode', '/gateways/{gateway}/subjects/{subject}/mode', 404),
  row('a trial', 'PUT', '/gateways/gate/shadows/com.shop.order', '/gateways/{gateway}/shadows/{subject}', 200, {
    body: { schema: { type: 'object' }, label: 'next', forMs: 60_000, undeclared: 'allow' },
    answer: { subject: 'com.shop.order', label: 'next' },
  }),
  row('a trial of what is no schema', 'PUT', '/gateways/gate/shadows/com.shop.order', '/gateways/{gateway}/shadows/{subject}', 422, {
    body: { schema: { type: 'nothing' } },
    answer: { code: 'schema_invalid' },
  }),
  row('the end of a trial', 'DELETE', '/gateways/gate/shadows/com.shop.order', '/gateways/{gateway}/shadows/{subject}', 200, {
    answer: { label: 'next' },
  }),
  row('the end of no trial', 'DELETE', '/gateways/gate/shadows/com.shop.order', '/gateways/{gateway}/shadows/{subject}', 404),
  row('a target again', 'POST', '/gateways/gate/routes/%2F/targets/fn/resume', '/gateways/{gateway}/routes/{route}/targets/{target}/resume', 200, {
    answer: { route: '/', target: 'fn', wasStopped: false },
  }),
  row('no such target', 'POST', '/gateways/gate/routes/%2F/targets/x/resume', '/gateways/{gateway}/routes/{route}/targets/{target}/resume', 404),
  row('what is held', 'GET', '/gateways/gate/events?state=held,dead&limit=5', '/gateways/{gateway}/events', 200, {
    answer: { items: [{ id: 1, state: 'held', type: 'com.shop.order' }] },
  }),
  row('a page of no events', 'GET', '/gateways/gate/events?limit=0', '/gateways/{gateway}/events', 400),
  row('how much is held', 'GET', '/gateways/gate/events/counts', '/gateways/{gateway}/events/counts', 200, {
    answer: { items: [{ state: 'held', count: 1 }] },
  }),
  row('how much no gateway holds', 'GET', '/gateways/nope/events/counts', '/gateways/{gateway}/events/counts', 404),
  row('an event', 'GET', '/gateways/gate/events/1?reveal=true', '/gateways/{gateway}/events/{eventId}', 200, {
    answer: { id: 1, request: { body: expect.stringContaining('no number') } },
  }),
  row('no event', 'GET', '/gateways/gate/events/x', '/gateways/{gateway}/events/{eventId}', 404, { answer: { code: 'event_not_found' } }),
  row('why it is held', 'GET', '/gateways/gate/events/1/why?version=1', '/gateways/{gateway}/events/{eventId}/why', 200, {
    answer: { now: { passes: false } },
  }),
  row('why no event is held', 'GET', '/gateways/gate/events/77/why', '/gateways/{gateway}/events/{eventId}/why', 404),
  row('what would pass', 'POST', '/gateways/gate/events/rejudge', '/gateways/{gateway}/events/rejudge', 200, {
    body: { state: ['held'], schema: { type: 'object' }, limit: 10 },
    answer: { kind: 'summary', judged: 1, wouldPass: 1 },
  }),
  row('what would pass by two things', 'POST', '/gateways/gate/events/rejudge', '/gateways/{gateway}/events/rejudge', 400, {
    body: { version: 1, schema: {} },
  }),
  row('what was held, let in', 'POST', '/gateways/gate/events/replay', '/gateways/{gateway}/events/replay', 200, {
    body: { type: 'com.other', before: '2027-01-31T00:00:00Z', force: true },
    answer: { kind: 'summary', looked: 0 },
  }),
  row('everything, which nobody said', 'POST', '/gateways/gate/events/replay', '/gateways/{gateway}/events/replay', 400, {
    body: {},
    answer: { code: 'request_invalid' },
  }),
  row('what was held, thrown away', 'POST', '/gateways/gate/events/discard', '/gateways/{gateway}/events/discard', 200, {
    body: { ids: [1], reason: 'a test' },
  }),
  row('thrown away without a reason', 'POST', '/gateways/gate/events/discard', '/gateways/{gateway}/events/discard', 400, { body: { ids: [1] } }),
  row('the document', 'GET', '/openapi.json', '/openapi.json', 200, { answer: { openapi: '3.1.0' } }),
  row('the document with a parameter', 'GET', '/openapi.json?pretty', '/openapi.json', 400),
];

function row(
  title: string,
  method: string,
  path: string,
  route: string,
  status: number,
  rest: Pick<Exchange, 'body' | 'headers' | 'answer'> = {},
): Exchange {
  return { title, method, path, route, status, ...rest };
}
