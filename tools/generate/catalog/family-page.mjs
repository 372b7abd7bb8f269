// The page of a family that is a table: every control of it, shorter than on a page of its own.
import { counts, elsewhere, read } from './control-page.mjs';

/** Examples of one verdict that are shown. */
const MOST = 3;
const code = (text) => `\`${text}\``;

export function familyPage(family, controls, cases, frameworks) {
  const rows = controls.map(({ id, title, severity }) => `| ${linked(id)} | ${title} | ${severity} |`);
  return [
    `# ${family}`,
    `${controls.length} controls, a row of a table each.`,
    `| control | what it asks | severity |\n|---|---|---|\n${rows.join('\n')}`,
    ...controls.map((control) => section(control, cases[control.id] ?? [], frameworks)),
  ].join('\n\n');
}

const linked = (id) => `[${id}](#${id.replaceAll(/[^a-z0-9-]/g, '')})`;

const section = (control, cases, frameworks) =>
  [
    `## ${control.id}`,
    `**${control.title}.** Severity: ${control.severity}. ${control.why}`,
    `${read(control)} ${shown(cases)}`,
    `Remedy: ${control.remedy}`,
    counts(control, frameworks, '../frameworks'),
    `Elsewhere: ${elsewhere(control, ', ')}`,
  ].join('\n\n');

function shown(cases) {
  const sentences = ['pass', 'fail'].flatMap((verdict) => {
    const values = cases
      .filter(({ expect }) => expect.verdict === verdict)
      .flatMap(({ expect: { evidence = [] } }) => evidence.slice(0, 1))
      .filter(({ value }) => value !== undefined)
      .map(({ path, value }) => code(`${path}: ${JSON.stringify(value)}`));
    const some = [...new Set(values)].slice(0, MOST);
    return some.length === 0 ? [] : [`${verdict === 'pass' ? 'Passes' : 'Fails'} with ${some.join(', ')}.`];
  });
  return sentences.join(' ');
}
