/** Tests of the official suite that we do not pass, by the beginning of their titles, with the reason. */
export const EXCEPTIONS: readonly { readonly reason: string; readonly names: readonly string[] }[] = [];
