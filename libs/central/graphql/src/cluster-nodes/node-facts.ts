import type { FactBody, FilesEntry } from '@plimsoll/model';
import type { FreshnessState, Instant, StoredFact } from '@plimsoll/posture';
import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DateTime } from '../schema/date-time.js';
import { FreshnessEnum } from '../schema/enums.js';
import { Json } from '../schema/json.js';
import { reading, Reading } from './reading.js';

@ObjectType({ description: 'One source of a node.' })
export class NodeSource {
  @Field(() => String, { description: 'For instance `host/sysctl`.' })
  readonly source!: string;

  @Field(() => FreshnessEnum, { description: 'How old what is known of it is.' })
  readonly freshness!: FreshnessState;

  @Field(() => DateTime, { nullable: true, description: 'When it was confirmed last.' })
  readonly confirmedAt!: Instant | null;

  @Field(() => String, { nullable: true, description: "Why it was not collected, in the agent's words." })
  readonly reason!: string | null;
}

@ObjectType({ description: 'One setting of a source: a kernel key, a flag, an option of a build.' })
export class FactSetting {
  @Field(() => String, { description: "The source's own key." })
  readonly key!: string;

  @Field(() => Reading, { description: 'Its value, or why there is none.' })
  readonly reading!: Reading;
}

@ObjectType({ description: 'Mode and owner of a path, or how many paths a pattern matched.' })
export class FactFile {
  @Field(() => String, { description: 'On the node; a pattern where several may match.' })
  readonly path!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Permission bits in octal; null where they are not known.',
  })
  readonly mode!: string | null;

  @Field(() => Int, { nullable: true, description: 'User id; null where it is not known.' })
  readonly uid!: number | null;

  @Field(() => Int, { nullable: true, description: 'Group id; null where it is not known.' })
  readonly gid!: number | null;

  @Field(() => String, { nullable: true, description: "The owner by the node's own accounts." })
  readonly user!: string | null;

  @Field(() => String, { nullable: true, description: "The group by the node's own accounts." })
  readonly group!: string | null;

  @Field(() => Int, { nullable: true, description: 'Of a pattern: how many paths it matched.' })
  readonly matches!: number | null;

  @Field(() => Reading, { description: 'Whether it was seen; it has no value.' })
  readonly reading!: Reading;
}

@ObjectType({ description: 'One program or package.' })
export class FactComponent {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string;

  @Field(() => String, { description: 'Its version.' })
  readonly version!: string;

  @Field(() => String, { nullable: true, description: 'Package URL.' })
  readonly purl!: string | null;
}

@ObjectType({ description: 'What one source says of a node at present, redacted on the node.' })
export class NodeFacts {
  readonly body!: FactBody;

  @Field(() => String, { description: 'Where it comes from.' })
  readonly source!: string;

  @Field(() => DateTime, { description: 'When it changed last.' })
  readonly changedAt!: Instant;

  @Field(() => Int, { description: 'Settings, files or components in all.' })
  readonly count!: number;

  @Field(() => Json, { nullable: true, description: 'The Kubernetes object; null for every other source.' })
  readonly object!: unknown;
}

/** Which of many entries are wanted. */
export interface Part {
  readonly keys?: readonly string[] | null | undefined;
  readonly startsWith?: string | null | undefined;
  readonly after?: string | null | undefined;
  readonly limit: number;
}

/** Sorted by key, so that the last key of a page leads to the next. */
function entriesOf<Value>(
  entries: Readonly<Record<string, Value>>,
  { keys, startsWith, after, limit }: Part,
): readonly (readonly [string, Value])[] {
  const wanted = keys ? new Set(keys) : undefined;
  return Object.keys(entries)
    .filter((key) => (wanted?.has(key) ?? true) && key.startsWith(startsWith ?? '') && key > (after ?? ''))
    .sort()
    .slice(0, limit)
    .flatMap((key) => {
      const value = entries[key];
      return value === undefined ? [] : [[key, value] as const];
    });
}

export const settingsPart = ({ body }: NodeFacts, part: Part): readonly FactSetting[] =>
  body.shape === 'settings'
    ? entriesOf(body.settings, part).map(([key, setting]) => ({ key, reading: reading(setting) }))
    : [];

export const filesPart = ({ body }: NodeFacts, part: Part): readonly FactFile[] =>
  body.shape === 'files' ? entriesOf(body.files, part).map(([path, file]) => fileView(path, file)) : [];

export const componentsOf = ({ body }: NodeFacts): readonly FactComponent[] =>
  body.shape === 'components'
    ? body.components.map(({ name, version, purl }) => ({ name, version, purl: purl ?? null }))
    : [];

const SEEN: Reading = { value: null, state: 'read', detail: '' };
const NOTHING = { mode: null, uid: null, gid: null, user: null, group: null, matches: null };

function fileView(path: string, file: FilesEntry): FactFile {
  if ('matches' in file) return { ...NOTHING, path, matches: file.matches, reading: SEEN };
  if (!('mode' in file)) return { ...NOTHING, path, reading: reading(file) };
  const { mode, uid, gid, user = null, group = null } = file;
  const octal = mode.toString(8).padStart(4, '0');
  return { path: file.path ?? path, mode: octal, uid, gid, user, group, matches: null, reading: SEEN };
}

const sizeOf = (body: FactBody): number => {
  if (body.shape === 'settings') return Object.keys(body.settings).length;
  if (body.shape === 'files') return Object.keys(body.files).length;
  return body.shape === 'components' ? body.components.length : 1;
};

export const factsView = ({ source, body, changedAt }: StoredFact): NodeFacts => ({
  source,
  body,
  changedAt,
  count: sizeOf(body),
  object: body.shape === 'object' ? body.object : null,
});
