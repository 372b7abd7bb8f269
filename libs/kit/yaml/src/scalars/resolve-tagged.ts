import { yamlErrors } from '../errors.js';
import { resolvePlain } from './resolve-plain.js';
import type { Resolved } from './resolve-plain.js';

const PREFIX = 'tag:yaml.org,2002:';
const TIMESTAMP = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}.*)?$/;

/** What a scalar with a tag means; a tag outside YAML's own leaves the text as it is. */
export function resolveTagged(tag: string, text: string): Resolved {
  if (!tag.startsWith(PREFIX)) return text;
  const name = tag.slice(PREFIX.length);
  switch (name) {
    case 'bool':
    case 'int':
    case 'float':
    case 'null':
      return resolveAs(name, text);
    case 'timestamp':
      return TIMESTAMP.test(text) ? text : refuse(name);
    case 'binary':
      return decodeBase64(text);
    default:
      return text;
  }
}

function resolveAs(name: 'bool' | 'int' | 'float' | 'null', text: string): Resolved {
  const value = resolvePlain(text);
  const integer = typeof value === 'bigint' || (typeof value === 'number' && !isFloatText(text));
  const found =
    typeof value === 'boolean' ? 'bool' : value === null ? 'null' : integer ? 'int' : typeof value;
  if (found === name || (name === 'float' && (found === 'number' || found === 'int'))) return value;
  return refuse(name);
}

const isFloatText = (text: string): boolean =>
  !/^[+-]?0[xX]/.test(text) && (/[.eE]/.test(text) || /^[+-]?0[0-7_]*[89]/.test(text));

function decodeBase64(text: string): string {
  const compact = text.replace(/[\r\n]/g, '');
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact))
    throw yamlErrors.error('YAML_SYNTAX', '!!binary value contains invalid base64 data');
  return Buffer.from(compact, 'base64').toString('utf8');
}

function refuse(name: string): never {
  throw yamlErrors.error('YAML_SYNTAX', `a value cannot be read as a !!${name}`);
}
