const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is not a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EEXIST: 'something of that name is there already',
  ENOTEMPTY: 'the folder is not empty',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'symbolic links lead in a circle',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EIO: 'the disk cannot be read or written (EIO)',
  EMFILE: 'the process has too many files open',
  ENFILE: 'the system has too many files open',
};

/** Thrown by whoever reads a file and does not take this one; the message is the reason. */
export class UnfitFile extends Error {
  override readonly name = 'UnfitFile';
}

/** Why the file system refused, in words, else its code; `own` says some of its codes otherwise. What has no code is said as it is. */
export function fileReason(thrown: unknown, own: Readonly<Record<string, string>> = {}): string {
  if (thrown instanceof UnfitFile) return thrown.message;
  const { code } = thrown as { readonly code?: unknown };
  return typeof code === 'string' ? (own[code] ?? REASONS[code] ?? code) : String(thrown);
}
