import type { Metrics } from '@plimsoll/runtime';

export type AgentMetrics = ReturnType<typeof agentMetrics>;

export function agentMetrics(metrics: Metrics) {
  return {
    passes: metrics.counter('plimsoll_agent_passes_total', 'Passes over sources, by how they ended.', [
      'outcome',
    ]),
    rejected: metrics.counter('plimsoll_agent_rejected_total', 'Facts that the centre rejected, by code.', [
      'code',
    ]),
    connected: metrics.gauge('plimsoll_agent_connected', '1 while the stream to the centre is open.'),
  };
}
