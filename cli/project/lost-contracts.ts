import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { compareNames } from '../../src/core/text-order.ts';
import { CONFIG_FILE, parseProjectConfig, type ProjectConfig } from '../../src/project/config.ts';
import { globPattern } from '../../src/project/glob.ts';
import { subjectOf } from '../../src/project/subject-template.ts';
import { readGitChanges } from '../git-changes.ts';
import { readFromGit, runGit } from '../git.ts';
import type { Io } from '../io.ts';
import type { OutlinePlace } from '../report/outline.ts';
import { asJsonText } from '../schema-file.ts';
import { startOf } from './affected.ts';
import { configPlace } from './config-place.ts';
import { labelOf } from './find-projects.ts';
import { readContractsOf, readProjectDocument, type ProjectDocument } from './check-messages.ts';
import { openProject, type Project } from './project.ts';
import { mayBeSubjectOf, readPublishedFiles, type PublishedFiles } from './published-files.ts';

/** A contract that a project published at a revision, and that no project of the repository publishes now. */
export interface LostContract {
  readonly subject: string;
  /** Its file there, relative to where the command runs; of a message the AsyncAPI document. */
  readonly file: string;
  readonly isOfDocument: boolean;
  /** What that is called now, where git sees that it was moved. */
  readonly movedTo?: string;
  /** Where the configuration publishes, or was. */
  readonly place: OutlinePlace;
  /** The configurations of the repository that consume or produce it. */
  readonly users: readonly string[];
}

/**
 * The contracts that were published at a git revision (at where the branch left it) by one of these projects, or by one whose
 * configuration is gone since, and that none of these projects publishes now. Sorted by subject. Throws `file_unreadable`.
 */
export async function lostContracts(io: Io, folders: readonly string[], ref: string): Promise<readonly LostContract[]> {
  const root = (await runGit(io, io.cwd, ['rev-parse', '--show-toplevel'], ref)).replace(/\n$/, '');
  const commit = await startOf(io, root, ref);
  const paths = (await runGit(io, root, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit], ref)).split('\0');
  const projects = await Promise.all(folders.map((folder) => openProject(folder, io.cwd)));
  const now = await Promise.all(projects.map((project) => publishedNow(io, project)));
  const { newNames } = await readGitChanges(io, commit);
  const lost: LostContract[] = [];
  for (const config of paths.filter((path) => posix.basename(path) === CONFIG_FILE)) {
    const folder = dirname(join(root, config));
    const project = projects.find((each) => realpathSync(each.folder) === folder);
    if (project === undefined && !isGone(io, folder)) continue;
    for (const { subject, path, isOfDocument } of await publishedThen(io, { root, commit, config, paths })) {
      if (now.some((published) => hasSubject(published, { subject, isOfDocument })) || lost.some((each) => each.subject === subject)) continue;
      const users = projects.filter(({ config: { consumes, produces } }) => Object.hasOwn({ ...consumes, ...produces }, subject));
      const file = labelOf(realpathSync(io.cwd), join(root, path));
      const movedTo = isOfDocument ? undefined : newNames.get(file);
      lost.push({
        ...{ subject, file, isOfDocument, ...(movedTo === undefined ? {} : { movedTo }) },
        place:
          project === undefined
            ? { file: labelOf(realpathSync(io.cwd), join(folder, CONFIG_FILE)) }
            : configPlace(project, isOfDocument ? '/asyncapi' : '/publishes'),
        users: users.map((user) => user.label(CONFIG_FILE)),
      });
    }
  }
  return lost.toSorted((a, b) => compareNames(a.subject, b.subject));
}

/** Whether a project below the folder of the command was removed; others are not asked about. */
function isGone(io: Io, folder: string): boolean {
  return !relative(realpathSync(io.cwd), folder).startsWith('..') && !existsSync(join(folder, CONFIG_FILE));
}

interface PublishedNow extends PublishedFiles {
  /** Of the AsyncAPI documents that can be read. */
  readonly messages: ReadonlySet<string>;
  /** A document cannot be read, so nobody knows what is in it. */
  readonly isUnknown: boolean;
}

const NOTHING: PublishedFiles = { files: [], unreadable: [] };

/** What is wrong with the project is for its own check to tell. */
async function publishedNow(io: Io, project: Project): Promise<PublishedNow> {
  const files = await orElse(NOTHING, () => readPublishedFiles(io, project));
  const documents = await Promise.all(
    project.config.asyncapi.map((rule) => orElse(undefined, async () => subjectsIn(await readProjectDocument(io, project, rule)))),
  );
  return { ...files, messages: new Set(documents.flatMap((subjects) => subjects ?? [])), isUnknown: documents.includes(undefined) };
}

function subjectsIn({ contracts }: Pick<ProjectDocument, 'contracts'>): readonly string[] {
  return (contracts?.contracts ?? []).map(({ subject }) => subject);
}

function hasSubject(
  { files, unreadable, messages, isUnknown }: PublishedNow,
  { subject, isOfDocument }: Pick<PublishedThen, 'subject' | 'isOfDocument'>,
): boolean {
  return (
    (isUnknown && isOfDocument) ||
    messages.has(subject) ||
    files.some((file) => file.subject === subject) ||
    unreadable.some((file) => mayBeSubjectOf(file, subject))
  );
}

interface Then {
  readonly root: string;
  readonly commit: string;
  /** The path of a configuration, as git names it. */
  readonly config: string;
  readonly paths: readonly string[];
}

interface PublishedThen {
  readonly subject: string;
  readonly path: string;
  readonly isOfDocument: boolean;
}

/** What a configuration published at a commit. What cannot be read there is left out. */
async function publishedThen(io: Io, { root, commit, config, paths }: Then): Promise<readonly PublishedThen[]> {
  const read = async (path: string): Promise<string> => (await asJsonText(await readFromGit({ ...io, cwd: root }, commit, path))).text;
  const then = await orElse<ProjectConfig | undefined>(undefined, async () => parseProjectConfig({ file: config, text: await read(config) }));
  if (then === undefined) return [];
  const folder = posix.dirname(config);
  const found: PublishedThen[] = [];
  for (const rule of then.publishes) {
    const pattern = globPattern(rule.files);
    for (const path of paths) {
      const own = posix.relative(folder, path);
      if (path === '' || own.startsWith('../') || !pattern.test(own)) continue;
      const subject = await subjectThen(rule.subject, own, () => read(path));
      if (subject !== undefined) found.push({ subject, path, isOfDocument: false });
    }
  }
  for (const rule of then.asyncapi.filter(({ isRegistered }) => isRegistered && then.registry !== undefined)) {
    const path = posix.join(folder, rule.file);
    const subjects = await orElse<readonly string[]>([], async () => subjectsIn(await readContractsOf({ ...io, cwd: root }, path, rule, commit)));
    found.push(...subjects.map((subject) => ({ subject, path, isOfDocument: true })));
  }
  return found;
}

/** The text of a schema is read only where the template asks for what it says. */
async function subjectThen(template: string, path: string, read: () => Promise<string>): Promise<string | undefined> {
  const { readDocument } = await import('../../src/formats/json-schema/parse-schema.ts');
  const needsText = /\{(?:\$id|title|x-subject)\}/.test(template);
  return orElse<string | undefined>(undefined, async () =>
    subjectOf(template, { path, label: path, schema: needsText ? readDocument(await read()) : {} }),
  );
}

async function orElse<Value>(otherwise: Value, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof RegistryError) return otherwise;
    throw thrown;
  }
}
