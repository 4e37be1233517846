import type { RowCounts } from '../../src/dump/dump-format.ts';
import type { Restored } from '../../src/dump/restore.ts';
import type { DumpFile } from '../../src/server/stores/dump-file.ts';
import { counted, grouped, listed } from './counted.ts';

/** What a dump holds. */
export function dumpText(file: string, { summary, bytes, sha256 }: DumpFile): string {
  const left = summary.without.map((kind) => ({ key: 'API keys', verdict: 'proofs', webhook: 'webhooks' })[kind]);
  return [
    `wrote ${contentText(summary.rows)}, as of change ${grouped(summary.position)}, to ${file} (${grouped(Math.ceil(bytes / 1_024))} KiB)`,
    ...(left.length === 0 ? [] : [`left out: ${listed(left)}`]),
    `sha256 of the file: ${sha256}`,
  ].join('\n');
}

interface Restoration {
  readonly file: string;
  /** The file of the store, or its address without a password. */
  readonly place: string;
  /** Whether the store was made for it. */
  readonly isNew: boolean;
}

/** What a restore came to, and where: a store that nobody meant is noticed by its name. */
export function restoreText({ written, skipped, dump }: Restored, { file, place, isNew }: Restoration): string {
  const content = `${contentText(dump.rows)}, as of change ${grouped(dump.position)}`;
  if (written === 0) return `everything of ${file} was in ${place} already, and equal: ${content}`;
  return `restored ${content}, from ${file} into ${place}${isNew ? ', a new store' : ''}: ${counted(written, 'row')} written${skipped === 0 ? '' : `, ${counted(skipped, 'row')} there already`}`;
}

function contentText({ version = 0, subject = 0, schema = 0 }: RowCounts): string {
  return `${counted(version, 'version')} of ${counted(subject, 'subject')} (${counted(schema, 'schema')})`;
}
