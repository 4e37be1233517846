import type { Client } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { RegistryFlags } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { documentFindings, findingsOfFormats, findingsOfPublished, type CheckFinding } from './check-findings.ts';
import { checkFormats, type FormatState } from './check-formats.ts';
import type { Project } from './project.ts';
import { publishItem, type PublishedItem } from './publish-item.ts';
import { isOfFile, isRefused, planPublish, refusalOf, type PublishItem } from './publish-plan.ts';
import { readPublishedFiles, type PublishedFiles, type UnreadableFile } from './published-files.ts';

export interface PublishOptions extends RegistryFlags {
  readonly writes: boolean;
  /** What other projects would publish to the same registry, where nothing is written. */
  readonly others: readonly PublishItem[];
}

export interface PublishRun {
  readonly items: readonly PublishItem[];
  /** Files that nothing could be told of: none of them is published. */
  readonly unreadable: readonly UnreadableFile[];
  readonly done: readonly PublishedItem[];
  /** What there is to say about the files, as `check` says it. */
  readonly findings: readonly CheckFinding[];
  /** Why it ended before the last item: the registry went away, or does not let the key. What is not in `done` was left. */
  readonly stopped?: RegistryError;
}

/**
 * Publish the files of a project, all or nothing per subject: one whose file cannot be read, is no schema or would be
 * refused is left as it was, and the others are published. Throws what the registry says where it cannot be asked at all.
 */
export async function publishProject(io: Io, project: Project, options: PublishOptions): Promise<PublishRun> {
  const files = await readPublishedFiles(io, project);
  const { unreadable } = files;
  const { formats, ...run } = files.files.length === 0 ? { items: [], done: [], formats: [] } : await planOrPublish(io, project, files, options);
  const documents = (project.config.registry ?? options.registry) === undefined ? [] : documentFindings(project);
  return {
    ...run,
    unreadable,
    findings: [...findingsOfPublished(project, run.items, unreadable), ...findingsOfFormats(project, formats), ...documents],
  };
}

type Published = Omit<PublishRun, 'unreadable' | 'findings'>;

async function planOrPublish(
  io: Io,
  project: Project,
  files: PublishedFiles,
  options: PublishOptions,
): Promise<Published & { readonly formats: readonly FormatState[] }> {
  const client = await connect(io, options, project.config.registry);
  const { items } = await planPublish(io, client, files, { others: options.others, formats: project.config.output?.formats });
  const published = options.writes ? await publishItems(client, items) : { items, done: [] };
  const { lock: _lock, ...unlocked } = project; // What is locked is for `check` to say.
  return { ...published, formats: published.stopped === undefined ? await checkFormats(client, unlocked, items) : [] };
}

async function publishItems(client: Client, planned: readonly PublishItem[]): Promise<Published> {
  const items = [...planned];
  const done: PublishedItem[] = [];
  for (const [index, item] of planned.entries()) {
    if (isRefused(item)) continue;
    try {
      done.push(await publishItem(client, item));
    } catch (thrown) {
      const error = RegistryError.from(thrown);
      const verdict = refusalOf(error) ?? (isOfFile(error) ? ({ kind: 'invalid', error } as const) : undefined);
      if (verdict === undefined) return { items, done, stopped: error };
      items[index] = { ...item, verdict }; // Somebody registered meanwhile.
    }
  }
  return { items, done };
}
