import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '@plimsoll/runtime';
import { serverErrors } from '../errors.js';
import { HttpModule, type HttpParts } from './http.module.js';
import { nestLogs } from './nest-logs.js';

export interface HttpServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** How long requests in hand may take when the process stops. */
const CLOSE_MS = 3_000;
/** Of a whole request body; the query's own limit is stricter. */
const BODY_BYTES = 262_144;

/** @throws PlimsollError SERVER_PORT_IN_USE, SERVER_PORT_FORBIDDEN */
export async function startHttp(
  options: HttpParts & { readonly host: string; readonly port: number; readonly logger: Logger },
): Promise<HttpServer> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_BYTES,
    forceCloseConnections: 'idle',
    requestTimeout: 30_000,
  });
  const app = await NestFactory.create<NestFastifyApplication>(HttpModule.with(options), adapter, {
    logger: nestLogs(options.logger),
    abortOnError: false,
  });
  try {
    await app.listen(options.port, options.host);
  } catch (error) {
    await app.close();
    throw listenFailure(error, options.host, options.port);
  }
  const address = app.getHttpServer().address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: () => closeWithin(app, CLOSE_MS),
  };
}

/** Whoever dawdles over a request is cut. */
async function closeWithin(app: NestFastifyApplication, ms: number): Promise<void> {
  const timer = setTimeout(() => app.getHttpServer().closeAllConnections(), ms);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

function listenFailure(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const context = { cause: error, details: { host, port } };
  if (code === 'EADDRINUSE')
    return serverErrors.error(
      'SERVER_PORT_IN_USE',
      `Port ${port} on ${host} is in use by another program.`,
      context,
    );
  if (code === 'EACCES')
    return serverErrors.error(
      'SERVER_PORT_FORBIDDEN',
      `Port ${port} on ${host} may not be bound by this user.`,
      context,
    );
  return error;
}
