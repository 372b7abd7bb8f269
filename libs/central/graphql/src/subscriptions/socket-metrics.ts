import type { Metrics } from '@plimsoll/runtime';
import type { EndName } from './socket-caller.js';

/** Figures of the sockets of this process. */
export class SocketMetrics {
  readonly open: (sockets: number) => void;
  readonly sent: () => void;
  readonly ended: (reason: EndName) => void;

  constructor(metrics: Metrics) {
    const sockets = metrics.gauge('plimsoll_graphql_sockets', 'Sockets of the API that are open');
    const sent = metrics.counter(
      'plimsoll_graphql_events_total',
      'Events and answers that were sent over sockets',
    );
    const ends = metrics.counter(
      'plimsoll_graphql_socket_ends_total',
      'Sockets that the API ended, by reason',
      ['reason'],
    );
    this.open = (count) => sockets.set(count);
    this.sent = () => sent.add();
    this.ended = (reason) => ends.add(1, { reason });
  }
}
