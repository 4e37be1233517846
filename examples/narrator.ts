const PROGRESS_EVERY = 50;

/** Says what the example does, keeps what it claims, and counts the claims that failed. */
export class Narrator {
  readonly #failures: string[] = [];
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void = (text) => void process.stdout.write(text)) {
    this.#write = write;
  }

  say(line: string): void {
    this.#write(`${line}\n`);
  }

  claim(holds: boolean, what: string): void {
    this.say(`  ${holds ? 'holds ' : 'FAILS '} ${what}`);
    if (!holds) this.#failures.push(what);
  }

  /** On a terminal a line that is written over; elsewhere a line now and then. To standard error. */
  progress(what: string, done: number, of: number): void {
    if (process.stderr.isTTY) process.stderr.write(done === of ? '\r\u001B[K' : `\r  ${what}: ${done}/${of} `);
    else if (done % PROGRESS_EVERY === 0) process.stderr.write(`  ${what}: ${done}/${of}\n`);
  }

  /** The exit code. */
  conclude(): number {
    this.say(this.#failures.length === 0 ? 'Everything that was claimed held.' : `${this.#failures.length} claims failed.`);
    return this.#failures.length === 0 ? 0 : 1;
  }
}
