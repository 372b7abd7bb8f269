import { linkClientErrors } from './errors.js';

export interface Address {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

const ADDRESS = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]*)):([0-9]{1,5})$/;

/**
 * Reads host:port; an IPv6 address stands in brackets. An empty host (":7444") takes `defaultHost`.
 * @throws LINK_ADDRESS_INVALID
 */
export function parseAddress(text: string, defaultHost = ''): Address {
  const [, six, name, digits] = ADDRESS.exec(text.trim()) ?? [];
  const host = six ?? (name === '' ? defaultHost : name);
  const port = Number(digits);
  if (host !== undefined && host !== '' && port > 0 && port < 65_536) return { host, port };
  throw linkClientErrors.error(
    'LINK_ADDRESS_INVALID',
    `"${text.slice(0, 100)}" is not an address of the form host:port`,
  );
}

export const formatAddress = ({ host, port }: Address): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
