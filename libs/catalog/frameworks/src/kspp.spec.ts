import { describe, expect, it } from 'vitest';
import { kspp } from './kspp.js';

const requirement = (id: string) => kspp.requirements.find((one) => one.id === id);

describe('kspp', () => {
  it('has a requirement for each key that the project names, each once', () => {
    const ids = kspp.requirements.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.startsWith('CONFIG_'))).toHaveLength(155);
    for (const { controls } of kspp.requirements) expect(controls.length).toBeGreaterThan(0);
  });

  it('asks a row of the tables alone where there is one', () => {
    expect(requirement('CONFIG_MODULE_SIG_FORCE')?.controls.map(({ control }) => control)).toEqual([
      'kernel/config-module-sig-force',
    ]);
    expect(requirement('mitigations')).toMatchObject({
      section: 'Kernel boot parameters',
      controls: [{ control: 'kernel/cmdline-mitigations' }],
    });
  });

  it('names the controls of one option together', () => {
    expect(requirement('CONFIG_LSM')).toMatchObject({
      section: 'Kernel configuration',
      controls: [
        { control: 'kernel/config-lsm-landlock' },
        { control: 'kernel/config-lsm-lockdown' },
        { control: 'kernel/config-lsm-mandatory-access' },
        { control: 'kernel/config-lsm-yama' },
      ],
    });
    expect(requirement('kernel.kptr_restrict')).toMatchObject({ section: 'Sysctls' });
  });
});
