import { LOOSER, ODD_FILES, STRICTER } from '../../../libs/kit/yaml/src/documents/odd-files.js';

/** A file of manifests that few people would write; its name is that of the ConfigMap it begins with. */
export interface OddManifest {
  readonly name: string;
  /** The odd text in it, '' where it is odd as a whole. */
  readonly odd: string;
  readonly bytes: Uint8Array;
}

const HEAD = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const JSON_HEAD = (name: string): string =>
  `"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "${name}"}`;
const BOM = '\uFEFF';

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');

/** Each odd text as part of an object: beside its fields, below one of them, and as JSON. */
const AROUND: readonly ((name: string, text: string) => string)[] = [
  (name, text) => HEAD(name) + text,
  (name, text) => `${HEAD(name)}odd:\n${indented(text)}`,
  (name, text) => `{${JSON_HEAD(name)}, "odd": ${text.trim()}}`,
];

/** Odd as a whole. No list in a list and no `items` that are no list: kubectl refuses these, we read them. */
const WHOLE: readonly ((name: string) => string)[] = [
  (name) => `apiVersion: v1\nkind: List\nitems:\n- ${HEAD(name).trim().replaceAll('\n', '\n  ')}\n`,
  (name) => `apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: ${name}}\n  data: {a: on}\n`,
  (name) =>
    `apiVersion: v1\nkind: ConfigMapList\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: ${name}}}\n`,
  (name) =>
    `{"apiVersion": "v1", "kind": "List", "items": [{${JSON_HEAD(name)}}, {${JSON_HEAD(name)}, "data": {"a": "b"}}]}`,
  (name) => `apiVersion: v1\nkind: List\nitems: []\n---\n${HEAD(name)}`,
  (name) => `apiVersion: v1\nkind: List\nitems: null\n---\n${HEAD(name)}`,
  (name) => `{${JSON_HEAD(name)}}{${JSON_HEAD(name)}, "data": null}`,
  (name) => `{${JSON_HEAD(name)}}\n---\n${HEAD(name)}`,
  (name) => `${HEAD(name)}---\n{${JSON_HEAD(name)}}\n`,
  (name) => `---\n---\n# nothing\n---\n${HEAD(name)}---\n\n---\nnull\n---\n${HEAD(name)}data: {}\n---\n`,
  (name) => `${BOM}${HEAD(name)}---\n${BOM}${HEAD(name)}`,
  (name) => HEAD(name).replaceAll('\n', '\r\n'),
  (name) => `${HEAD(name)}...\n${HEAD(name)}`,
  (name) => `%YAML 1.1\n---\n${HEAD(name)}`,
  (name) => `--- # first\n${HEAD(name)}--- # second\n${HEAD(name)}`,
  (name) => `${HEAD(name)}data: &d {a: "1"}\nbinaryData: *d\n`,
  (name) => `x: &m {name: ${name}}\napiVersion: v1\nkind: ConfigMap\nmetadata: {<<: *m, labels: {a: b}}\n`,
  (name) => `${HEAD(name)}kind: ConfigMap\n`,
  (name) => `${HEAD(name)}items: [1]\n`,
  (name) => `${HEAD(name)}items: []\n`,
  (name) => `${HEAD(name)}immutable: yes\ndata:\n  on: off\n  1: 2\n  ~: x\n`,
  (name) => `? apiVersion\n: v1\n? kind\n: ConfigMap\n? metadata\n: {? name : ${name}}\n`,
  (name) => `!!map {!!str apiVersion: !!str v1, kind: "ConfigMap", 'metadata': {name: ${name}}}\n`,
];

/** Every odd text in each of the ways, then what is odd as a whole. */
export function oddManifests(): OddManifest[] {
  const texts = ODD_FILES.filter((file) => typeof file === 'string');
  const made = [
    ...texts.flatMap((odd) => AROUND.map((around) => ({ odd, write: (name: string) => around(name, odd) }))),
    ...WHOLE.map((write) => ({ odd: '', write })),
  ];
  return made.map(({ odd, write }, index) => {
    const name = `f${String(index).padStart(5, '0')}`;
    return { name, odd, bytes: Buffer.from(write(name)) };
  });
}

/** kubectl reads on after a directive in the midst of a document; here it is an error, which is shown. */
export const ONLY_KUBECTL: readonly string[] = [...STRICTER, '%YAML 1.1\n---\na: 1\n'];

/**
 * A broken separator costs kubectl the document before it too; we read that one, and say that the separator is broken.
 * A number that is too large is refused by kubectl.
 */
export const ONLY_OURS: readonly string[] = [
  ...LOOSER,
  '--- {a: 1}\n',
  '---a: 1\n',
  'a: 1\n----\nb: 2\n',
  '{"a": 1e400}',
];
