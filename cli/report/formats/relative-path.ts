/** A path as reports write it: `/` between the names, no `./` before it. */
export function relativePath(file: string): string {
  return file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
}

/** The same as a relative URI reference. A colon in the first name would make a scheme of it, so it is escaped everywhere. */
export function pathUri(file: string): string {
  return relativePath(file)
    .replace(/\p{Cs}/gu, '\uFFFD') // A lone surrogate has no UTF-8.
    .split('/')
    .map((name) => encodeURIComponent(name))
    .join('/');
}
