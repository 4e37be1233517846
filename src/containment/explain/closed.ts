import type { Contrast, Wording } from './contrast.ts';
import { show, textOf } from './words.ts';

/** Of a member that the reader refuses because it does not know it: by what the writer may send it. */
export function describeClosed(contrast: Contrast): Wording {
  if (contrast.isDeclared) return describeListed(contrast);
  return contrast.patterns.writer.length > 0 ? describeMatched(contrast) : describeOpen(contrast);
}

function describeListed({ name = '', keyword }: Contrast): Wording {
  return {
    message: `refuses the member ${JSON.stringify(name)}, which the writer may send`,
    // Which of them is new is not known here: the property was taken out of the reader or added to the writer.
    change: `property of the writer only: ${name}`,
    remedy: `declare ${JSON.stringify(name)} in the reader or take it out of the writer, whichever is new; or let the reader ignore members it does not know (${keyword}: true)`,
  };
}

function describeMatched({ name = '', keyword, patterns }: Contrast): Wording {
  const written = patterns.writer.map(textOf).join(' or ');
  const [read, ...others] = patterns.reader;
  return {
    message: `refuses the member ${JSON.stringify(name)}, which the writer may send, since the name matches ${written}`,
    // With several it is not known which of them stands for the one of the writer.
    change: read === undefined || others.length > 0 ? `pattern of the writer only: ${written}` : `patternProperties ${written} → ${textOf(read)}`,
    remedy: `let patternProperties of the reader take the names that match ${written} or those of the writer take fewer, whichever is new; or let the reader ignore members it does not know (${keyword}: true)`,
  };
}

function describeOpen({ name = '', keyword, writer }: Contrast): Wording {
  const open = writer.own.find((value) => value !== false);
  const isClosed = open === undefined && writer.own.length > 0;
  return {
    message: `refuses the member ${JSON.stringify(name)}, which the writer may send`,
    // What is closed on both sides has not changed: something beside it takes the member.
    change: isClosed ? `member of the writer only: ${name}` : `closed: ${keyword} ${open === undefined ? 'absent' : show(open)} → false`,
    remedy: 'let the reader ignore members it does not know',
  };
}
