import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { ChannelOptions } from '@grpc/grpc-js';
import { formatAddress } from './address.js';
import type { Address } from './address.js';
import { linkClientErrors } from './errors.js';

/**
 * Not imported: an import of node:http asks for each of its names, and for some of them Node loads a client of the web
 * that takes 2 MiB on every node.
 */
const { request } = process.getBuiltinModule('node:http');

/** The variables of a process, or some of them. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface Proxy {
  readonly address: Address;
  /** `user:password`, decoded. */
  readonly credentials: string | undefined;
}

/** Where grpc-js is to connect to, and the options that make it ask a proxy for the way. */
export interface Route {
  readonly target: string;
  readonly options: ChannelOptions;
}

/** grpc-js reads lower-case variables only, so the choice of a proxy is ours and handed to it as options. */
export function routeTo(address: Address, environment: Environment): Route {
  const name = formatAddress(address);
  const proxy = proxyFor(address, environment);
  const direct = { 'grpc.enable_http_proxy': 0 };
  if (proxy === undefined) return { target: `dns:${name}`, options: direct };
  const options = { ...direct, 'grpc.default_authority': name, 'grpc.http_connect_target': `dns:${name}` };
  const authorized = proxy.credentials === undefined ? {} : { 'grpc.http_connect_creds': proxy.credentials };
  return { target: `dns:${formatAddress(proxy.address)}`, options: { ...options, ...authorized } };
}

/** A TCP connection to the address, through the proxy where there is one. @throws LINK_UNREACHABLE, LINK_PROXY_INVALID */
export function connectTo(address: Address, environment: Environment, signal: AbortSignal): Promise<Socket> {
  const proxy = proxyFor(address, environment);
  return new Promise((resolve, reject) => {
    const failed = (cause: unknown) => reject(unreachable(address, cause));
    if (proxy === undefined) {
      const socket = connect({ ...address, signal }, () => resolve(socket));
      socket.once('error', failed);
      return;
    }
    const tunnel = request({
      ...proxy.address,
      method: 'CONNECT',
      path: formatAddress(address),
      headers: tunnelHeaders(address, proxy),
      signal,
    });
    tunnel.once('connect', (response, socket) => {
      if (response.statusCode === 200) resolve(socket);
      else failed(new Error(`the proxy answered ${response.statusCode ?? 0}`));
    });
    tunnel.once('error', failed);
    tunnel.end();
  });
}

export const unreachable = (address: Address, cause: unknown) =>
  linkClientErrors.error(
    'LINK_UNREACHABLE',
    `no connection to ${formatAddress(address)}: ${cause instanceof Error ? cause.message : 'failed'}`,
    {
      cause,
      details: { host: address.host, port: address.port },
    },
  );

function tunnelHeaders(address: Address, { credentials }: Proxy): Record<string, string> {
  const host = { Host: formatAddress(address) };
  return credentials === undefined
    ? host
    : { ...host, 'Proxy-Authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function proxyFor(address: Address, environment: Environment): Proxy | undefined {
  const text = environment['HTTPS_PROXY'] ?? environment['https_proxy'] ?? '';
  if (text === '' || isExempt(address.host, environment['NO_PROXY'] ?? environment['no_proxy'] ?? ''))
    return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:')
    throw linkClientErrors.error('LINK_PROXY_INVALID', 'HTTPS_PROXY is not the URL of an HTTP proxy');
  const credentials =
    url.username === ''
      ? undefined
      : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return {
    address: { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 80 : Number(url.port) },
    credentials,
  };
}

/** NO_PROXY as curl reads it: names, domains with or without a leading dot, addresses, `*`. */
function isExempt(host: string, list: string): boolean {
  return list
    .split(',')
    .map((entry) =>
      entry
        .trim()
        .toLowerCase()
        .replace(/^\*?\./, ''),
    )
    .some(
      (entry) =>
        entry === '*' ||
        (entry !== '' && (host.toLowerCase() === entry || host.toLowerCase().endsWith(`.${entry}`))),
    );
}
