// What the native API takes and answers: one place for server, client and gateway; a file for each family.
export * from './resources/audit.ts';
export * from './resources/changes.ts';
export * from './resources/compat.ts';
export * from './resources/diff.ts';
export * from './resources/keys.ts';
export * from './resources/lint.ts';
export * from './resources/page.ts';
export * from './resources/problem.ts';
export * from './resources/registration.ts';
export * from './resources/settings.ts';
export * from './resources/snapshot.ts';
export * from './resources/states.ts';
export * from './resources/subjects.ts';
export * from './resources/validate.ts';
export * from './resources/versions.ts';
export * from './resources/webhooks.ts';
