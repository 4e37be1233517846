import type { SubjectDetailResource } from '../../../core/resources.ts';
import { registry } from '../../app/session.ts';
import { useAnswer, type Answer } from '../../data/use-answer.ts';

/** A subject with its versions; nothing is asked for an empty name. */
export function useSubject(subject: string): Answer<SubjectDetailResource> {
  return useAnswer(subject === '' ? undefined : `subject ${subject}`, () => registry().getSubject(subject));
}
