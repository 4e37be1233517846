import type { Gateway } from '../gateway.ts';
import { escapeLabel } from '../watch/label.ts';
import { renderQueueMetrics } from './queue-metrics.ts';
import type { Sighting } from '../watch/sightings.ts';
import { readinessOf } from './readiness.ts';

/** Versions that are told apart; the rest are counted together, so that a large registry does not drown the metrics. */
const MAX_VERSIONS = 1_000;

/** Everything that the gate counts, in the text format of Prometheus. */
export async function renderMetrics(gateway: Gateway): Promise<string> {
  const { counters, sightings, version, lag } = gateway;
  const { supply } = gateway.court;
  const { isReady, unreadable } = await readinessOf(gateway);
  return [
    info('sluice_gateway_build_info', 'Always 1; the version that runs.', version),
    gauge('sluice_gateway_ready', '1 while /-/readyz answers 200.', isReady ? 1 : 0),
    routesByMode(gateway),
    gauge('sluice_gateway_unreadable_targets', 'Targets that read what no live version is, for some subject that they could be sent.', unreadable),
    doubtsByRoute(gateway),
    counters.render(),
    versionCounts(sightings.list()),
    await renderQueueMetrics(gateway),
    gauge(
      'sluice_gateway_snapshot_age_seconds',
      'For how long the registry may have changed unknown to the gate.',
      (supply.staleMs ?? Number.NaN) / 1_000,
    ),
    gauge('sluice_gateway_snapshot_position', 'The change in the registry that the schemas are of.', supply.catalogue?.position ?? Number.NaN),
    gauge('sluice_gateway_registry_following', '1 while the change feed is open.', supply.isFollowing ? 1 : 0),
    gauge(
      'sluice_gateway_registry_other_history',
      '1 while the registry has another history than the schemas here: restored from a backup, or replaced.',
      supply.trouble?.kind === 'other_history' ? 1 : 0,
    ),
    counter('sluice_gateway_registry_failures_total', 'Times that the registry did not answer, or wrongly.', supply.failures),
    gauge('sluice_gateway_subjects', 'Subjects with a live version.', supply.catalogue?.subjects.length ?? 0),
    gauge('process_resident_memory_bytes', 'Memory of the process.', process.memoryUsage.rss()),
    gauge(
      'nodejs_eventloop_lag_p99_seconds',
      'How long one thing kept all others waiting; 99 of 100 since the last scrape were shorter.',
      lag.read(),
    ),
    counter('process_cpu_seconds_total', 'Processor time of the process.', cpuSeconds()),
  ].join('');
}

function info(name: string, help: string, version: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name}{version="${escapeLabel(version)}"} 1\n`;
}

function routesByMode({ config: { routes }, modes }: Gateway): string {
  const name = 'sluice_gateway_routes';
  const lines = (['enforce', 'observe'] as const).map(
    (mode) => `${name}{mode="${mode}"} ${routes.filter((route) => modes.of(route) === mode).length}\n`,
  );
  return `# HELP ${name} Routes by the mode that is in force.\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function doubtsByRoute({ config: { routes }, doubts }: Gateway): string {
  const name = 'sluice_gateway_config_warnings';
  if (routes.length === 0) return '';
  const lines = routes.map(({ path }) => {
    const warnings = doubts.of(path).filter(({ severity }) => severity === 'warning');
    return `${name}{route="${escapeLabel(path)}"} ${warnings.length}\n`;
  });
  return `# HELP ${name} What the route is configured with and no live contract bears out; GET /-/api/v1/routes says what.\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function versionCounts(sightings: readonly Sighting[]): string {
  if (sightings.length === 0) return '';
  const shown = sightings.slice(0, MAX_VERSIONS);
  const rest = sightings.slice(MAX_VERSIONS);
  const lines = shown.flatMap(({ subject, version, accepted, invalid }) => [
    line(subject, String(version), 'accepted', accepted),
    line(subject, String(version), 'invalid', invalid),
  ]);
  const others = (outcome: 'accepted' | 'invalid'): string =>
    line(
      '(others)',
      '',
      outcome,
      rest.reduce((sum, one) => sum + one[outcome], 0),
    );
  const all = rest.length === 0 ? lines : [...lines, others('accepted'), others('invalid')];
  return `# HELP sluice_gateway_judged_total Events judged, by the version that took them or whose findings they were told.\n# TYPE sluice_gateway_judged_total counter\n${all.join('')}`;
}

function line(subject: string, version: string, outcome: string, count: number): string {
  return `sluice_gateway_judged_total{subject="${escapeLabel(subject)}",version="${version}",outcome="${outcome}"} ${count}\n`;
}

function gauge(name: string, help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`;
}

function counter(name: string, help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} counter\n${name} ${value}\n`;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
