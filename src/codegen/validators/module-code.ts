import { type Helper, ruleName } from './runtime-names.ts';

/** The code of one module while it is written: its constants, each once, and what it uses of `_runtime`. */
export class ModuleCode {
  readonly #helpers = new Set<string>();
  readonly #formats = new Set<string>();
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  get helpers(): readonly string[] {
    return [...this.#helpers].toSorted();
  }

  get formats(): readonly string[] {
    return [...this.#formats];
  }

  /** Declarations, in the order in which they were asked for. */
  get constants(): readonly string[] {
    return [...this.#names].map(([text, name]) => `const ${name} = ${text};\n`);
  }

  use(helper: Helper): string {
    this.#helpers.add(helper);
    return helper;
  }

  useRule(keyword: string): string {
    const name = ruleName(keyword);
    this.#helpers.add(name);
    return name;
  }

  /** The name of a constant; the same for the same text. `kind` is what its name begins with. */
  constant(kind: string, text: string): string {
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const count = this.#counts.get(kind) ?? 0;
    const name = `${kind}${count}`;
    this.#counts.set(kind, count + 1);
    this.#names.set(text, name);
    return name;
  }

  pattern(literal: string): string {
    return this.constant('pattern', `/* @__PURE__ */ new RegExp(${literal}, "u")`);
  }

  format(name: string, literal: string): string {
    this.#formats.add(name);
    return this.constant('format', `/* @__PURE__ */ ${this.use('formatOf')}(${literal})`);
  }
}
