import type { SchemaGraph } from '../containment/index.ts';
import { allWithDialect } from '../formats/json-schema/in-dialect.ts';
import { parseSchema } from '../formats/json-schema/parse-schema.ts';
import { graphOf } from '../formats/json-schema/parsed-graph.ts';
import { readInCommon } from './common-graph.ts';
import type { GenerateOptions } from './generate.ts';
import { buildModel } from './model/build.ts';
import { KnownBodies } from './model/known-bodies.ts';
import { LossFinder, type Loss } from './model/losses.ts';
import { ShapeReader } from './model/shape-reader.ts';
import type { Declaration } from './model/type.ts';
import { WRITER_SUFFIX, writerTypes } from './model/writer-types.ts';
import { brandName } from './naming.ts';
import type { NamedEvent } from './name-events.ts';
import { UnitReader, type Unit } from './validators/unit.ts';

/** A contract that was read. */
export interface Event extends NamedEvent {
  readonly types: EventModel;
  /** The root first. */
  readonly units: readonly Unit[];
}

interface EventModel {
  readonly declarations: readonly Declaration[];
  readonly hasOneType: boolean;
  readonly losses: readonly Loss[];
}

/**
 * Read contracts, in the order given. Those whose definitions agree are read as one graph, so that what many of them hold is
 * read once; what is said of each is what it would say alone. Throws as a registration would.
 */
export function readEvents(named: readonly NamedEvent[], options: GenerateOptions): readonly Event[] {
  const alone = named.flatMap((event) => {
    const { schema, documents, dialect = 'draft-2020-12' } = event.input;
    return documents === undefined || Object.keys(documents).length === 0 ? [{ event, schema, dialect }] : [];
  });
  const read = new Map<NamedEvent, Event>();
  for (const { graph, roots } of readInCommon(alone)) {
    const reader = new GraphReader(options);
    const events = [...roots].map(([{ event }, root]) => readTogether(reader, event, { ...graph, root }));
    if (reader.isFaithful) for (const event of events) if (event !== undefined) read.set(event.of, event.read);
  }
  // Graphs are large: each is left behind before the next one is read.
  return named.map((event) => read.get(event) ?? new GraphReader(options).read(event, parse(event)));
}

function readTogether(reader: GraphReader, event: NamedEvent, graph: SchemaGraph): { readonly of: NamedEvent; readonly read: Event } | undefined {
  try {
    return { of: event, read: reader.read(event, graph) };
  } catch {
    // It fails alone as well, when its turn comes.
    return undefined;
  }
}

function parse({ input: { schema, dialect, documents } }: NamedEvent): SchemaGraph {
  const source = {
    schema: typeof schema === 'string' ? JSON.stringify(schema) : schema,
    ...(dialect === undefined ? {} : { dialect }),
    ...(documents === undefined ? {} : { documents: allWithDialect(documents) }),
  };
  return graphOf(parseSchema(source));
}

/** Reads graphs that differ in their roots only, and remembers what they have in common. */
class GraphReader {
  readonly #options: GenerateOptions;
  readonly #bodies = new KnownBodies();
  readonly #units = new UnitReader();
  #shapes: ShapeReader | undefined;
  #losses: LossFinder | undefined;

  constructor(options: GenerateOptions) {
    this.#options = options;
  }

  /** Whether each of several graphs was read as it would have been alone. */
  get isFaithful(): boolean {
    return !this.#bodies.isBound;
  }

  read(event: NamedEvent, graph: SchemaGraph): Event {
    return { ...event, units: this.#units.unitsOf(graph), types: this.#readTypes(graph, event.name) };
  }

  #readTypes(graph: SchemaGraph, name: string): EventModel {
    const { formats, brands = false } = this.#options;
    this.#shapes ??= new ShapeReader(graph);
    this.#losses ??= new LossFinder(this.#shapes, { assertsFormats: formats === 'assert' });
    const { declarations, widened } = buildModel(graph, this.#shapes, { name, bodies: this.#bodies, ...(brands ? { brandOf: brandName } : {}) });
    const writer = writerTypes(declarations);
    return {
      declarations: [...declarations, ...writer],
      hasOneType: !writer.some((declaration) => declaration.name === `${name}${WRITER_SUFFIX}`),
      losses: this.#losses.find(graph, widened),
    };
  }
}
