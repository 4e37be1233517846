/** What `npm run example:shop -- …` may be told. */
export interface Options {
  /** Fewer events. */
  readonly short: boolean;
  /** Leave everything running, with the web pages, until Ctrl-C. */
  readonly keep: boolean;
  /** Two registries and two gateways on PostgreSQL: at this address, or on a server of our own. */
  readonly postgres: { readonly url?: string } | undefined;
}

export const USAGE = 'npm run example:shop -- [--short] [--keep] [--postgres [postgres://USER@HOST/DATABASE]]';

/** Throws an Error that says what is not known. */
export function parseOptions(parameters: readonly string[]): Options {
  let [short, keep] = [false, false];
  let postgres: Options['postgres'];
  for (const parameter of parameters) {
    if (parameter === '--short') short = true;
    else if (parameter === '--keep') keep = true;
    else if (parameter === '--postgres') postgres = {};
    else if (postgres !== undefined && /^postgres(ql)?:\/\//.test(parameter)) postgres = { url: parameter };
    else throw new Error(`"${parameter}" is no option of the example; expected ${USAGE}`);
  }
  return { short, keep, postgres };
}
