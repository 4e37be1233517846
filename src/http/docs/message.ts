import type { Usage } from '../../asyncapi/usage.ts';
import type { SubjectDetailResource, VersionResource } from '../../core/resources.ts';
import { textOf } from './parts.ts';

/** A message with all that its page says. */
export interface MessagePage {
  readonly subject: SubjectDetailResource;
  readonly usage: Usage;
  /** Bundled. */
  readonly version: VersionResource;
}

/** What the application calls it, else its subject. */
export function titleOf({ usage, subject }: MessagePage): string {
  const [said = {}] = usage.messages;
  return textOf(said, 'title') ?? textOf(said, 'name') ?? subject.subject;
}

/** One of its own for every subject, whatever characters it has. */
export function anchorOf({ subject }: MessagePage): string {
  return `message-${encodeURIComponent(subject.subject)}`;
}
