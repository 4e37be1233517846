// What `npm start -- …` takes, looked at before the set-up, which takes minutes: the flags of `sluice up`, but for those that name
// the function or the routes, since `npm start` brings both. A test holds this list against `sluice up --help`.
const WITH_VALUE = [
  '--registry-port',
  '--gateway-port',
  '--host',
  '--allow-host',
  '--dir',
  '--store',
  '--drain-delay',
  '--registry-config',
  '--auth',
  '--tls-cert',
  '--tls-key',
  '--tls-client-ca',
];
const ALONE = ['--insecure', '--legacy-conflict-code', '--no-color', '--webhook-allow-private'];
export const FLAGS = [...WITH_VALUE, ...ALONE];

const INSTEAD = {
  '--port': 'it listens on two ports: say --registry-port or --gateway-port',
  '--target': 'it brings its own function; `sluice up --target URL` has yours',
  '--config': 'it brings its own routes; `sluice up --config FILE` has yours',
};

/** What is wrong with the arguments, in a sentence; undefined: nothing. */
export function findMistake(args) {
  for (let at = 0; at < args.length; at += 1) {
    const [name, value] = args[at].split(/=(.*)/s, 2);
    if (Object.hasOwn(INSTEAD, name)) return `npm start takes no ${name}: ${INSTEAD[name]}`;
    if (!FLAGS.includes(name)) return `npm start does not know ${JSON.stringify(name)}; it takes ${FLAGS.join(', ')}`;
    if (WITH_VALUE.includes(name) && value === undefined && (at += 1) >= args.length) return `npm start: ${name} needs a value`;
  }
  return undefined;
}
