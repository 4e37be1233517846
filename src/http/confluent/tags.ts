import { RegistryError } from '../../core/errors.ts';
import type { VersionRecord } from '../../core/version.ts';
import { mergeRuleSets } from '../../registry/attachments.ts';
import type { Registry } from '../../registry/registry.ts';
import { asInteger, asJson, asList, asText, member } from './members.ts';
import { readSchema } from './present.ts';
import { registerSchema } from './registration.ts';
import type { Request } from './route.ts';
import { readRuleSet, withoutRules } from './rule-set.ts';
import { addTags, readTags, removeTags } from './tag-names.ts';

/**
 * A new version with the text of another and changed tags, metadata or rules: what is left out stays as it is there.
 * Tags stand in `metadata.tags`, by the path of what they are about; the text itself is not touched.
 */
export async function registerTags(registry: Registry, request: Request, version: VersionRecord): Promise<object> {
  const body = await request.body();
  await requireNext(registry, request.name, member(body, 'newVersion', asInteger));
  const { references } = version;
  const { text, dialect, metadata: oldMetadata, ruleSet: oldRules } = await readSchema(registry, version.schemaId);
  const added = addTags(member(body, 'metadata', asJson) ?? oldMetadata ?? {}, member(body, 'tagsToAdd', readTags) ?? []);
  const metadata = removeTags(added, member(body, 'tagsToRemove', readTags) ?? []);
  const merged = mergeRuleSets(member(body, 'ruleSet', readRuleSet) ?? oldRules, member(body, 'rulesToMerge', readRuleSet));
  const ruleSet = withoutRules(merged, member(body, 'rulesToRemove', asList(asText)) ?? []);
  // What became empty says so: left out, it would be taken over from the latest version.
  const hasMetadata = Object.keys(metadata).length > 0 || oldMetadata !== undefined;
  return registerSchema(registry, request, {
    schema: text,
    ...(dialect === undefined ? {} : { dialect }),
    references,
    ...(hasMetadata ? { metadata } : {}),
    ...(ruleSet === undefined ? {} : { ruleSet }),
  });
}

/** Throws `version_invalid` where somebody else registered meanwhile. */
async function requireNext(registry: Registry, subject: string, wanted: number | undefined): Promise<void> {
  const next = (await registry.stored.subject(subject))?.subject.nextVersion ?? 1;
  if (wanted === undefined || wanted <= 0 || wanted === next) return;
  throw new RegistryError('version_invalid', `newVersion ${wanted}: the next version of the subject is ${next}`);
}
