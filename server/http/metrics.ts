/** Prometheus metrics in a registry of their own, so two services in one process never share a counter. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface HttpMetrics {
  readonly registry: Registry;
  observe(method: string, route: string, status: number, seconds: number): void;
  /** One filing's outcome: `created`, `replayed`, or the code of the refusal. */
  filed(outcome: string): void;
}

export interface MetricsOptions {
  /** Whether the process's own figures (memory, event loop) are added. */
  readonly process: boolean;
  /** Read when scraped. */
  readonly gauges: Readonly<
    Record<string, { readonly help: string; readonly read: () => number | Promise<number> }>
  >;
}

export function createMetrics({ process, gauges }: MetricsOptions): HttpMetrics {
  const registry = new Registry();
  const registers = [registry];
  if (process) collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'triseal_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers,
  });
  const filings = new Counter({
    name: 'triseal_filings_total',
    help: 'Filings by outcome: created, replayed, or the code of the refusal.',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const [name, { help, read }] of Object.entries(gauges)) addGauge(registry, name, help, read);
  return {
    registry,
    observe: (method, route, status, seconds) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    filed: (outcome) => filings.inc({ outcome }),
  };
}

function addGauge(
  registry: Registry,
  name: string,
  help: string,
  read: () => number | Promise<number>,
): void {
  const gauge: Gauge = new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      gauge.set(await read());
    },
  });
}
