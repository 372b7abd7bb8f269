import { describe, expect, it } from 'vitest';
import { createMetrics } from './metrics.js';

describe('metrics', () => {
  it('render counters, gauges and histograms of their own registry', async () => {
    const metrics = createMetrics();
    metrics.counter('facts_total', 'facts', ['outcome']).add(2, { outcome: 'changed' });
    metrics.gauge('streams', 'open streams').set(3);
    metrics.histogram('commit_seconds', 'commit', [0.1, 1]).observe(0.5);
    const text = await metrics.render();
    expect(text).toContain('facts_total{outcome="changed"} 2');
    expect(text).toContain('streams 3');
    expect(text).toContain('commit_seconds_bucket{le="1"} 1');
    expect(await createMetrics().render()).toBe('\n');
  });

  it('add the figures of the process where asked', async () => {
    expect(await createMetrics({ process: true }).render()).toContain('process_resident_memory_bytes');
  });
});
