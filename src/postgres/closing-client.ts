import type { Client, ClientConfig } from 'pg';
import type { Driver } from './driver.ts';

type Connected = ((error: Error) => void) | ((error: null, client: Client) => void);

/**
 * @internal pg's client, but one that could not connect leaves no socket behind. Where the server waits for a password that nobody has,
 * pg reports the failure and stays connected, and the process until the server gives up (`authentication_timeout`, a minute). `password`
 * is asked by each connection, and goes before what its configuration says: there pg takes the one of the address, also where it has none.
 */
export function closingClient({ Client: Base }: Driver, password?: () => Promise<string>): typeof Client {
  return class extends Base {
    constructor(config?: string | ClientConfig) {
      super(config);
      if (password !== undefined) Object.assign(this, { password });
    }

    override connect(): Promise<Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<Client> | void {
      if (callback === undefined) return super.connect().catch((thrown: unknown) => this.#fail(thrown));
      const settled = callback as (error: Error | null, client?: Client) => void;
      super.connect((error: Error | null) => {
        if (error instanceof Error) this.#destroy();
        settled(error, this);
      });
    }

    #fail(thrown: unknown): never {
      this.#destroy();
      throw thrown;
    }

    #destroy(): void {
      this.connection.stream.destroy();
    }
  };
}
