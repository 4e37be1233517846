// The flags of scripts that run long: `--help` with examples, and a word for what is no flag, before anything is set up.
import { parseArgs } from 'node:util';

/** A whole number above 0, or a seed from 0. */
export const COUNT = { isFine: (value) => /^[1-9]\d{0,8}$/.test(value), wanted: 'a whole number above 0' };
export const SEED = { isFine: (value) => /^\d{1,9}$/.test(value), wanted: 'a whole number' };
export const MINUTES = { isFine: (value) => Number(value) > 0 && Number(value) <= 10_000, wanted: 'a number of minutes above 0' };

/**
 * The values of these flags, each a text: `{ NAME: { isFine, wanted, default?, isRequired? } }`. Prints `help` at `--help`; ends the
 * process with 2, having said why, at what it doesn't understand.
 */
export function readFlags(help, flags) {
  let given;
  try {
    const options = Object.fromEntries(Object.entries(flags).map(([name]) => [name, { type: 'string' }]));
    given = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (cause) {
    refuse(help, cause.message.split('. ')[0]);
  }
  if (given.help) {
    process.stdout.write(`${help}\n`);
    process.exit(0);
  }
  const values = {};
  for (const [name, flag] of Object.entries(flags)) {
    const value = given[name] ?? flag.default;
    if (value === undefined && flag.isRequired) refuse(help, `--${name} is missing: ${flag.wanted}`);
    if (value === undefined) continue;
    if (!flag.isFine(value)) refuse(help, `--${name} ${value}: ${flag.wanted}`);
    values[name] = value;
  }
  return values;
}

function refuse(help, message) {
  process.stderr.write(`${message}\n\n${help}\n`);
  process.exit(2);
}
