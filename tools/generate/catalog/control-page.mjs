// One control's page.

/** More examples than this are shortened to two of each verdict. */
const EXAMPLES = 8;

export function controlPage(control, cases, frameworks) {
  const parts = [
    `# ${control.id}`,
    `**${control.title}.** Severity: ${control.severity}.`,
    `## Why\n\n${control.why}`,
    `## Remedy\n\n${control.remedy}`,
    `## What is read\n\n${read(control)}`,
    `## Where it counts\n\n${counts(control, frameworks, '../../frameworks')}`,
    `## Elsewhere\n\n${elsewhere(control, '\n')}`,
    `## Examples\n\n${chosen(cases).map(example).join('\n\n')}`,
  ];
  return parts.join('\n\n');
}

export function read({ subjects, needs }) {
  const judged = `Every subject of ${subjects.map(code).join(', ')} is judged.`;
  const others = needs.map((need) => written(need, subjects)).filter((text) => text !== undefined);
  return others.length === 0
    ? judged
    : `${judged} Without ${others.join(' and ')} the verdict is \`unknown: not-collected\`.`;
}

/** A need in words; undefined for the subject's own fact, without which there is no subject. */
function written(need, subjects) {
  if (typeof need === 'string') return subjects.length === 1 && subjects[0] === need ? undefined : code(need);
  if ('derived' in need) return `the derived fact ${code(need.derived)}`;
  return String(need.anyOf) === String(subjects) ? undefined : `one of ${need.anyOf.map(code).join(', ')}`;
}

/** @param folder where the pages of frameworks are, seen from the page */
export function counts({ id }, frameworks, folder) {
  const rows = frameworks.flatMap((framework) =>
    framework.requirements.flatMap((requirement) =>
      requirement.controls
        .filter(({ control }) => control === id)
        .map(
          ({ mapping }) =>
            `- [${framework.id}](${folder}/${framework.id}.md) ${requirement.id} (${mapping})${window(requirement)}`,
        ),
    ),
  );
  return rows.length > 0 ? rows.join('\n') : 'No framework asks for it.';
}

export function window({ versions }) {
  if (!versions) return '';
  const { from, to } = versions;
  if (from && to) return `, Kubernetes ${from} to ${to}`;
  return from ? `, from Kubernetes ${from} on` : `, up to Kubernetes ${to}`;
}

export const elsewhere = ({ references, aliases = [] }, between) => {
  const names = [...references, ...aliases].map((name) =>
    between === '\n' ? `- ${code(name)}` : code(name),
  );
  return names.length > 0 ? names.join(between) : 'No other name is known.';
};

function chosen(cases) {
  if (cases.length <= EXAMPLES) return cases;
  const seen = new Map();
  return cases.filter(({ expect: { verdict } }) => {
    seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
    return seen.get(verdict) <= 2;
  });
}

function example({ title, facts, derived, expect }) {
  const { verdict, reason, evidence = [] } = expect;
  const blocks = Object.entries(facts).map(([source, body]) => block(code(source), contentOf(body)));
  const derivedBlocks = Object.entries(derived ?? {}).map(([id, value]) =>
    block(`derived ${code(id)}`, value),
  );
  const shown = evidence.map(
    ({ path, value }) => `- ${code(path)}${value === undefined ? '' : ` is ${code(JSON.stringify(value))}`}`,
  );
  return [
    `### ${sentence(title)}`,
    `Verdict: **${verdict}**${reason === undefined ? '' : ` (${reason})`}.`,
    ...(shown.length > 0 ? [`Evidence:\n\n${shown.join('\n')}`] : []),
    ...blocks,
    ...derivedBlocks,
  ].join('\n\n');
}

const contentOf = ({ object, settings, files, components }) => object ?? settings ?? files ?? components;
const block = (name, value) => `${name}:\n\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
const code = (text) => `\`${text}\``;
const sentence = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
