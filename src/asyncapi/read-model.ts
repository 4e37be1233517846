import { MessageTable } from './message-table.ts';
import type { ApplicationModel, AsyncApiModel } from './model.ts';
import { describe, objectsOf, partOf, partsIn, readServers, textIn, textsOf, type Part } from './read-parts.ts';
import { readV2, type PointOfView } from './read-v2.ts';
import { readV3 } from './read-v3.ts';
import type { Resolver } from './references.ts';

export interface ReadOptions {
  /** Whom publish and subscribe of 2.x are about; as the specification has it by default. */
  readonly pointOfView?: PointOfView;
}

/** The model of a bundled document in which `checkShape` found nothing. What is not as it should be is left out. */
export function readModel(resolver: Resolver, major: 2 | 3, { pointOfView = 'application' }: ReadOptions = {}): AsyncApiModel {
  const root: Part = { value: resolver.document, pointer: '' };
  const defaultContentType = textIn(root.value, 'defaultContentType');
  const table = new MessageTable({ resolver, major, ...(defaultContentType === undefined ? {} : { defaultContentType }) });
  const servers = readServers(resolver, root);
  const context = { resolver, root, table, servers };
  const { channels, operations } = major === 2 ? readV2(context, pointOfView) : readV3(context);
  const components = partOf(resolver, root, 'components');
  const unused = components === undefined ? [] : partsIn(resolver, partOf(resolver, components, 'messages'));
  for (const [key, part] of unused) table.use(part, key);
  const schemes = components === undefined ? [] : partsIn(resolver, partOf(resolver, components, 'securitySchemes'));
  return {
    version: textIn(root.value, 'asyncapi') ?? '',
    major,
    application: readApplication(resolver, root, major),
    ...{ servers, channels, operations, messages: table.messages },
    securitySchemes: Object.fromEntries(schemes.map(([name, { value }]) => [name, value])),
  };
}

/** Tags and documentation stand at the top in 2.x, in `info` in 3.x. */
function readApplication(resolver: Resolver, root: Part, major: 2 | 3): ApplicationModel {
  const info = partOf(resolver, root, 'info') ?? { value: {}, pointer: '/info' };
  const own = describe(resolver, info);
  const top = describe(resolver, root);
  const { externalDocs = own.externalDocs } = top;
  return {
    ...own,
    ...(major === 2 ? { tags: top.tags, ...(externalDocs === undefined ? {} : { externalDocs }) } : {}),
    extensions: { ...top.extensions, ...own.extensions },
    title: textIn(info.value, 'title') ?? '',
    version: textIn(info.value, 'version') ?? '',
    ...textsOf(root.value, ['id', 'defaultContentType']),
    ...textsOf(info.value, ['termsOfService']),
    ...objectsOf(resolver, info, ['contact', 'license']),
  };
}
