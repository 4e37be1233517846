const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

/** Why the file system refused, in words; `own` says some of its codes otherwise. */
export function fileReason(thrown: unknown, own: Readonly<Record<string, string>> = {}): string {
  const { code } = thrown as { readonly code?: unknown };
  return typeof code === 'string' ? (own[code] ?? REASONS[code] ?? code) : String(thrown);
}
