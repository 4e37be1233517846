import type { Declaration } from './type.ts';

/** Whether the writer's types say what the reader's do, but for their names. */
export function sameWhenClosed(reader: readonly Declaration[], writer: readonly Declaration[]): boolean {
  const suffixed = JSON.stringify(reader.map(withoutName), (key, value: unknown) => (isName(key, value) ? `${value.name}Input` : value));
  return suffixed === JSON.stringify(writer.map(withoutName), (key, value: unknown) => (isName(key, value) ? value.name : value));
}

function isName(key: string, value: unknown): value is { readonly kind: 'named'; readonly name: string } {
  return key !== 'doc' && typeof value === 'object' && value !== null && (value as { readonly kind?: unknown }).kind === 'named';
}

function withoutName({ type, doc }: Declaration): unknown {
  return [type, doc];
}
