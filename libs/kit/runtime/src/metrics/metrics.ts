// An entry of its own (`@plimsoll/runtime/metrics`): the library behind it costs 17 MiB, which the agent cannot spare.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type Labels = Readonly<Record<string, string>>;
export interface CounterMetric {
  readonly add: (amount?: number, labels?: Labels) => void;
}
export interface GaugeMetric {
  readonly set: (value: number, labels?: Labels) => void;
}
export interface HistogramMetric {
  readonly observe: (value: number, labels?: Labels) => void;
}

/** Prometheus metrics of one process. Labels must be bounded: never a tenant, a cluster or a subject. */
export interface Metrics {
  readonly counter: (name: string, help: string, labels?: readonly string[]) => CounterMetric;
  readonly gauge: (name: string, help: string, labels?: readonly string[]) => GaugeMetric;
  readonly histogram: (
    name: string,
    help: string,
    buckets: readonly number[],
    labels?: readonly string[],
  ) => HistogramMetric;
  /** The text exposition format. */
  readonly render: () => Promise<string>;
}

/** A registry of its own; `process` adds Node's own figures (memory, event loop, garbage collection). */
export function createMetrics(options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    counter: (name, help, labels = []) => {
      const metric = new Counter({ name, help, labelNames: [...labels], registers });
      return { add: (amount = 1, values = {}) => metric.inc(values, amount) };
    },
    gauge: (name, help, labels = []) => {
      const metric = new Gauge({ name, help, labelNames: [...labels], registers });
      return { set: (value, values = {}) => metric.set(values, value) };
    },
    histogram: (name, help, buckets, labels = []) => {
      const metric = new Histogram({ name, help, buckets: [...buckets], labelNames: [...labels], registers });
      return { observe: (value, values = {}) => metric.observe(values, value) };
    },
    render: () => registry.metrics(),
  };
}
