import { FORMATS } from '../../containment/index.ts';
import { header } from './header.ts';
import { CONSUMER_PARTS } from './runtime-consumer.ts';
import { EVENT_PARTS } from './runtime-events.ts';
import { FINDING_PARTS } from './runtime-findings.ts';
import { FORMAT_RULE, RULE_PARTS } from './runtime-rules.ts';
import { STANDARD_PARTS } from './runtime-standard.ts';
import { UNION_PARTS } from './runtime-unions.ts';
import { formatParts, VALUE_PARTS } from './runtime-values.ts';
import { SourceFile } from './source-file.ts';

/** What all generated modules share, once in a folder; it imports nothing. */
export function runtimeFile(usedFormats: ReadonlySet<string>): SourceFile {
  const file = new SourceFile('_runtime', header());
  file.add(...FINDING_PARTS, ...RULE_PARTS, ...UNION_PARTS, ...STANDARD_PARTS, ...VALUE_PARTS, ...EVENT_PARTS, ...CONSUMER_PARTS);
  const used = Object.entries(FORMATS).filter(([name]) => usedFormats.has(name));
  if (used.length > 0) file.add(FORMAT_RULE, ...formatParts(used.map(([name, definition]) => ({ name, ...definition }))));
  return file;
}
