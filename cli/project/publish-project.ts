import type { RegistryFlags } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import type { Project } from './project.ts';
import { publishItem, type PublishedItem } from './publish-item.ts';
import { isRefused, planPublish, type PublishItem } from './publish-plan.ts';
import { readPublishedFiles } from './published-files.ts';

export interface PublishOptions extends RegistryFlags {
  readonly writes: boolean;
}

export interface PublishRun {
  readonly items: readonly PublishItem[];
  readonly done: readonly PublishedItem[];
}

/** Publish the files of a project. Subjects that would be refused are left as they are, the others are published. Throws for a file that is no JSON. */
export async function publishProject(io: Io, project: Project, options: PublishOptions): Promise<PublishRun> {
  const files = await readPublishedFiles(io, project);
  const [unreadable] = files.unreadable;
  if (unreadable !== undefined) throw unreadable.error;
  if (files.files.length === 0) return { items: [], done: [] };
  const client = await connect(io, options, project.config.registry);
  const { items } = await planPublish(io, client, files);
  const done: PublishedItem[] = [];
  if (options.writes) for (const item of items) if (!isRefused(item)) done.push(await publishItem(client, item));
  return { items, done };
}
