import { ADAPTERS, type AdapterName } from '../../adapter-names.ts';
import type { SourceFile } from '../source-file.ts';
import { bindingFile } from './binding.ts';
import { expressFile } from './express.ts';
import { fastifyFile } from './fastify.ts';
import { httpFile } from './http.ts';
import { kafkaFile } from './kafka.ts';
import { koaFile } from './koa.ts';
import { lambdaFile } from './lambda.ts';
import { natsFile } from './nats.ts';

const FILES: Readonly<Record<AdapterName, () => SourceFile>> = {
  express: expressFile,
  fastify: fastifyFile,
  http: httpFile,
  kafka: kafkaFile,
  koa: koaFile,
  lambda: lambdaFile,
  nats: natsFile,
};

/** The modules of these adapters, and what they share. None imports a package: what it is plugged into is told by structure. */
export function adapterFiles(names: readonly AdapterName[]): readonly SourceFile[] {
  const wanted = ADAPTERS.filter((name) => names.includes(name));
  return wanted.length === 0 ? [] : [bindingFile(), ...wanted.map((name) => FILES[name]())];
}
