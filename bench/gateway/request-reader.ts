const HEAD_END = Buffer.from('\r\n\r\n');

/** Counts messages with `content-length` in a stream of bytes; of the head it reads nothing else. */
export class RequestReader {
  #missing = 0;
  #head: Buffer = Buffer.alloc(0);

  /** How many messages end in this chunk. */
  take(chunk: Buffer): number {
    let whole = 0;
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#missing > 0) {
        const used = Math.min(this.#missing, rest.length);
        this.#missing -= used;
        rest = rest.subarray(used);
        if (this.#missing === 0) whole += 1;
        continue;
      }
      const head = this.#head.length === 0 ? rest : Buffer.concat([this.#head, rest]);
      const end = head.indexOf(HEAD_END);
      if (end === -1) {
        this.#head = head;
        return whole;
      }
      this.#head = Buffer.alloc(0);
      rest = head.subarray(end + HEAD_END.length);
      this.#missing = Number(/content-length: *(\d+)/i.exec(head.toString('latin1', 0, end))?.[1] ?? 0);
      if (this.#missing === 0) whole += 1;
    }
    return whole;
  }
}
