import { RegistryError } from '../../src/core/errors.ts';
import type { Io } from '../io.ts';
import { parseVersionOf } from '../selector.ts';
import type { Project } from './project.ts';
import { afterWhatTheyNeed } from './publish-order.ts';
import type { PublishItem } from './publish-plan.ts';
import { readPublishedFiles } from './published-files.ts';

/** Projects in the order in which they can be published: after those that publish what their `references` name, and else as they were. */
export async function inProjectOrder(io: Io, projects: readonly Project[]): Promise<readonly Project[]> {
  if (projects.every((project) => namedBy(project).length === 0)) return projects;
  const publishers = new Map<string, Project>();
  for (const project of projects) for (const subject of await subjectsOf(io, project)) publishers.set(subject, project);
  return afterWhatTheyNeed(projects, (project) => namedBy(project).flatMap((subject) => publishers.get(subject) ?? []));
}

function namedBy({ config }: Project): readonly string[] {
  return config.publishes.flatMap(({ references }) => Object.values(references).map((text) => parseVersionOf(text).subject));
}

/** What is wrong with a project is told where it is asked about. */
async function subjectsOf(io: Io, project: Project): Promise<readonly string[]> {
  try {
    return (await readPublishedFiles(io, project)).files.map(({ subject }) => subject);
  } catch (thrown) {
    if (thrown instanceof RegistryError) return [];
    throw thrown;
  }
}

/** What a project would publish. */
export interface PlannedProject {
  readonly project: Project;
  readonly items: readonly PublishItem[];
}

/** Versions to come that a project may refer to: those that others would publish to the same registry. */
export function plannedFor({ config }: Project, planned: readonly PlannedProject[]): readonly PublishItem[] {
  return planned.filter(({ project }) => project.config.registry === config.registry).flatMap(({ items }) => items);
}
