import type { CommandEntry } from './command.ts';

/** Every command, in the order of `--help`: first what runs something, then the life of a contract. */
export const CATALOGUE: readonly CommandEntry[] = [
  { name: 'up', summary: 'run registry and gateway in one process', load: () => import('./commands/up.ts') },
  { name: 'serve', summary: 'run the registry', load: () => import('./commands/serve.ts') },
  { name: 'gateway', summary: 'run the gateway', load: () => import('./commands/gateway.ts') },
  { name: 'register', summary: 'register a schema file as a new version of a subject', load: () => import('./commands/register.ts') },
  { name: 'compat', summary: 'prove that a schema file is compatible, or show the event that breaks it', load: () => import('./commands/compat.ts') },
  { name: 'audit', summary: 'judge every step of a history, and show those that broke a reader', load: () => import('./commands/audit.ts') },
  { name: 'list', summary: 'list the subjects', load: () => import('./commands/list.ts') },
  { name: 'search', summary: 'find subjects by name, label, owner or field', load: () => import('./commands/search.ts') },
  { name: 'show', summary: 'show a subject or one of its versions', load: () => import('./commands/show.ts') },
  { name: 'deprecate', summary: 'mark a version as one to move away from', load: () => import('./commands/deprecate.ts') },
  { name: 'retire', summary: 'take a version out of use: how a bad publish is rolled back', load: () => import('./commands/retire.ts') },
  { name: 'delete', summary: 'delete a version or a subject, softly and then for good', load: () => import('./commands/delete.ts') },
  { name: 'config', summary: 'show or set the level, profile and formats of a name', load: () => import('./commands/config.ts') },
  { name: 'mode', summary: 'show or set what may be written to a name', load: () => import('./commands/mode.ts') },
  { name: 'generate', summary: 'generate types, validators, a producer and a consumer', load: () => import('./commands/generate.ts') },
  { name: 'validate', summary: "judge an event's data against a contract", load: () => import('./commands/validate.ts') },
  { name: 'keys', summary: 'make, list and revoke the keys of a registry', load: () => import('./commands/keys.ts') },
  { name: 'audit-log', summary: 'show who did what in a registry', load: () => import('./commands/audit-log.ts') },
  { name: 'login', summary: 'keep a key for a registry', load: () => import('./commands/login.ts') },
  { name: 'logout', summary: 'forget the key for a registry', load: () => import('./commands/logout.ts') },
  { name: 'whoami', summary: 'show who a registry takes you for', load: () => import('./commands/whoami.ts') },
  { name: 'backup', summary: 'copy the store of a registry while it runs', load: () => import('./commands/backup.ts') },
  { name: 'doctor', summary: 'look for what is wrong with this machine, the store and the registry', load: () => import('./commands/doctor.ts') },
  { name: 'version', summary: 'print the version', load: () => import('./commands/version.ts') },
];
