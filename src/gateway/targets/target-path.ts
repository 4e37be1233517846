/** The target's path, and its query before that of the request. */
export function targetPath({ pathname, search }: URL, query: string): string {
  return pathname + (search === '' ? query : search + query.replace(/^\?/, '&'));
}
