import type { JsonObject, JsonValue, Setting } from '@plimsoll/model';
import { isMapping, member, parsedConfiguration } from '../host-collector/yaml-file.js';

/** What leaves of one configuration file, by the key that it goes by. */
export interface JudgedFile {
  /** The flag of kube-apiserver that names it. */
  readonly flag: string;
  readonly kind: string;
  readonly versions: RegExp;
  readonly why: string;
  readonly keys: Readonly<Record<string, (file: JsonObject) => Setting>>;
}

const CONFIG = /^apiserver\.config\.k8s\.io\/v1(?:alpha1|beta1)?$/;
const AUDIT = /^audit\.k8s\.io\/v1(?:alpha1|beta1)?$/;
const INVALID: Setting = { unreadable: 'invalid', detail: 'not of the documented form' };
const NOT_THERE: Setting = { absent: 'not in the file' };

const list = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : [];

/** A word of a documented set; whatever else stands there stays there. */
const word = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(value) ? value : undefined;

/** One word of each item of a list, in order. */
const words =
  (listKey: string, key: string) =>
  (file: JsonObject): Setting => {
    const items = list(file[listKey]).map((item) => word(member(item, key)));
    return items.length === 0 || items.includes(undefined) ? INVALID : items.join(',');
  };

const truth = (value: JsonValue | undefined): Setting => {
  if (value === undefined || value === null) return NOT_THERE;
  return typeof value === 'boolean' ? `${value}` : INVALID;
};

/** Anonymous requests may be let through to these paths alone. */
const conditionPaths = (file: JsonObject): Setting => {
  const conditions = member(file, 'anonymous', 'conditions');
  if (conditions === undefined || conditions === null) return NOT_THERE;
  const paths = list(conditions).map((item) => member(item, 'path'));
  return paths.length > 0 && paths.every((path) => typeof path === 'string') ? paths.join(',') : INVALID;
};

const pluginsOf = (file: JsonObject): readonly JsonValue[] => list(file.plugins);

/** The level that namespaces without labels are held to; a configuration in a file of its own is not followed. */
const podSecurityEnforce = (file: JsonObject): Setting => {
  const plugin = pluginsOf(file).find((item) => member(item, 'name') === 'PodSecurity');
  if (plugin === undefined) return { absent: 'no configuration of PodSecurity' };
  const configuration = member(plugin, 'configuration');
  if (!isMapping(configuration))
    return { unreadable: 'invalid', detail: 'PodSecurity is configured in a file of its own' };
  const level = member(configuration, 'defaults', 'enforce');
  return level === undefined
    ? { absent: 'PodSecurity enforces no level by default' }
    : (word(level) ?? INVALID);
};

export const JUDGED_FILES: readonly JudgedFile[] = [
  {
    flag: '--authorization-config',
    kind: 'AuthorizationConfiguration',
    versions: CONFIG,
    why: 'which authorizers are asked',
    keys: { 'authorization-config authorizers': words('authorizers', 'type') },
  },
  {
    flag: '--authentication-config',
    kind: 'AuthenticationConfiguration',
    versions: CONFIG,
    why: 'whether anonymous requests are let in',
    keys: {
      'authentication-config anonymous.enabled': (file) => truth(member(file, 'anonymous', 'enabled')),
      'authentication-config anonymous.conditions': conditionPaths,
    },
  },
  {
    flag: '--admission-control-config-file',
    kind: 'AdmissionConfiguration',
    versions: CONFIG,
    why: 'which admission plugins are configured, and the default level of Pod Security',
    keys: {
      'admission-control-config plugins': words('plugins', 'name'),
      'admission-control-config PodSecurity.defaults.enforce': podSecurityEnforce,
    },
  },
  {
    flag: '--audit-policy-file',
    kind: 'Policy',
    versions: AUDIT,
    why: 'the levels of the audit policy',
    keys: { 'audit-policy rules': words('rules', 'level') },
  },
];

/** The judged keys of a file's text; a file of another kind or version tells nothing. */
export function judgedKeys(file: JudgedFile, text: string): Readonly<Record<string, Setting>> {
  const parsed = parsedConfiguration(text, file.flag);
  if (!('value' in parsed)) return every(file, parsed);
  const { kind, apiVersion } = parsed.value;
  if (kind !== file.kind || typeof apiVersion !== 'string' || !file.versions.test(apiVersion))
    return every(file, { unreadable: 'invalid', detail: `no ${file.kind} of a version that is known` });
  return Object.fromEntries(Object.entries(file.keys).map(([key, judged]) => [key, judged(parsed.value)]));
}

/** The same answer for every key of a file. */
export const every = (file: JudgedFile, setting: Setting): Readonly<Record<string, Setting>> =>
  Object.fromEntries(Object.keys(file.keys).map((key) => [key, setting]));
