import type { VersionResource } from '../../core/resources.ts';
import { registry } from '../app/session.ts';
import { useAnswer, type Answer } from './use-answer.ts';

/** A version with its schema; nothing is asked where one of the two is not known. */
export function useVersion(subject: string | undefined, version: number | undefined): Answer<VersionResource> {
  const isKnown = subject !== undefined && version !== undefined;
  return useAnswer(isKnown ? `version ${subject} ${version}` : undefined, () => registry().getVersion(subject ?? '', version ?? 'latest'));
}
