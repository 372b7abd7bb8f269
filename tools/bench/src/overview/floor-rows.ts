import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BenchCentre } from '../centre/bench-centre.js';

const ROWS = `select cluster_id, framework, score, coverage, compliance, passed, failed, unknown, manual, not_applicable,
  freshness, opened_at from posture where organization_id = $1 and namespace = '' and closed_at is null`;

/** The floor of the overview: the same rows by one statement, as JSON from a bare HTTP server. */
export interface FloorServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

export async function floorServer({ store, organizationId }: BenchCentre): Promise<FloorServer> {
  const server = createServer((_, response) => {
    store
      .transaction(organizationId, (tx) => tx.query(ROWS, [organizationId]))
      .then(
        (rows) => response.end(JSON.stringify(rows)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
