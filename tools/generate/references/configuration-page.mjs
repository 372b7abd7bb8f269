// docs/configuration.md: every variable of every configuration, by program.
import { MARK, cell, table } from './markdown.mjs';

/** What each package's configuration belongs to, in the words of an operator. */
const PROGRAMS = {
  '@plimsoll/server': 'The server',
  '@plimsoll/agent': 'The agent',
  '@plimsoll/fleet': 'The demo fleet',
};

const INTRODUCTION = `# Configuration

A program reads its variables once, before anything starts. All problems are reported together, by the name of the
variable and never by its value (\`CONFIGURATION_INVALID\`). A variable marked **secret** may also come from a file:
\`X_FILE\` names it; setting both is an error. A duration is written as \`250ms\`, \`30s\`, \`5m\`, \`24h\` or \`7d\`.`;

const OTHERS = `## Read from the environment besides

| variable | by | meaning |
|---|---|---|
| \`HTTPS_PROXY\`, \`NO_PROXY\` | the agent, \`plimsoll enroll\` | an HTTP proxy on the way to the centre, and the hosts that need none; lower case is read too |
| \`DATABASE_URL\`, \`DATABASE_OWNER_URL\` | \`plimsoll up\` | your own Postgres; both or neither, without them an embedded one is started |
| \`PLIMSOLL_TOKEN\` | \`plimsoll enroll\` | the enrolment token, where \`--token\` is not given |`;

export function configurationPage(found) {
  const sections = found
    .filter(({ kind }) => kind === 'configuration')
    .map(({ package: owner, folder, table: schema }) => {
      const title = PROGRAMS[owner] ?? owner;
      return `## ${title}\n\nDeclared in \`${folder}\`.\n\n${fields(schema)}`;
    });
  return [MARK, INTRODUCTION, ...sections, OTHERS].join('\n\n');
}

const fields = (schema) =>
  table(
    ['variable', 'kind', 'default', 'limits', 'meaning'],
    Object.values(schema).map((field) => [
      `\`${field.variable}\`${field.secret ? ` **secret**, or \`${field.variable}_FILE\`` : ''}`,
      field.kind,
      defaultOf(field),
      limits(field),
      cell(field.meaning),
    ]),
  );

function defaultOf(field) {
  if (field.default !== undefined)
    return `\`${field.kind === 'duration' ? duration(field.default) : field.default}\``;
  return field.required === false ? 'not set' : '**required**';
}

function limits(field) {
  if (field.kind === 'choice') return field.choices.map((choice) => `\`${choice}\``).join(', ');
  const { min, max } = field.kind === 'port' ? { min: 0, max: 65_535, ...field } : field;
  const shown = (value) => (field.kind === 'duration' ? duration(value) : String(value));
  if (min !== undefined && max !== undefined) return `${shown(min)} to ${shown(max)}`;
  if (min !== undefined) return `at least ${shown(min)}`;
  return max === undefined ? '' : `at most ${shown(max)}`;
}

function duration(ms) {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1000],
  ];
  const [unit, size] = units.find(([, of]) => ms > 0 && ms % of === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}
