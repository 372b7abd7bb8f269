import type { Metrics } from '@plimsoll/runtime';

/** The link's figures. No label names a tenant or a cluster. */
export function linkMetrics(metrics: Metrics) {
  return {
    streams: metrics.gauge('plimsoll_link_streams', 'Streams that are open'),
    frames: metrics.counter('plimsoll_link_frames_total', 'Frames received from agents'),
    bytes: metrics.counter('plimsoll_link_received_bytes_total', 'Bytes of frames received from agents'),
    goodbyes: metrics.counter('plimsoll_link_goodbyes_total', 'Streams that this side ended', ['reason']),
    calls: metrics.counter('plimsoll_link_enrollment_calls_total', 'Calls of the enrolment service', [
      'method',
      'outcome',
    ]),
    refused: metrics.counter('plimsoll_link_refused_connections_total', 'Connections not let in', [
      'listener',
      'reason',
    ]),
  };
}

export type LinkMetrics = ReturnType<typeof linkMetrics>;
