/** The text of a generated file as it was written: git may give its lines other ends in a checkout (`core.autocrlf`), which say nothing. */
export function asWritten(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
