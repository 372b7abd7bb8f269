/** Until when a release gets patches, as a day. */
export interface Support {
  readonly end: string;
  /** A longer time: for everybody, or for those who pay. */
  readonly extended?: { readonly end: string; readonly whom: 'everybody' | 'subscribers' };
}

/** A system: its releases by their numbers, or what is to be said of all of them. */
export type Supported = Readonly<Record<string, Support>> | 'rolling' | 'dead';

const until = (end: string): Support => ({ end });
const paid = (end: string, later: string): Support => ({
  end,
  extended: { end: later, whom: 'subscribers' },
});
const longer = (end: string, later: string): Support => ({
  end,
  extended: { end: later, whom: 'everybody' },
});

const ENTERPRISE = { '8': until('2029-05-31'), '9': until('2032-05-31'), '10': until('2035-05-31') };

/** Ends of support by the ID of os-release, as they were published on 22 August 2026. */
export const OS_SUPPORT: Readonly<Record<string, Supported>> = {
  cos: {
    '109': until('2025-09-24'),
    '113': until('2026-05-12'),
    '117': until('2026-09-01'),
    '121': until('2027-03-01'),
    '125': until('2027-09-01'),
    '129': until('2028-03-01'),
  },
  flatcar: 'rolling',
  coreos: 'dead',
  rhcos: {
    '4.16': paid('2025-12-27', '2026-06-27'),
    '4.18': paid('2026-08-25', '2027-02-25'),
    '4.19': until('2026-12-17'),
    '4.20': until('2027-04-21'),
    '4.21': until('2027-08-03'),
    '4.22': until('2027-12-31'),
  },
  fedora: { '42': until('2026-05-27'), '43': until('2026-12-09'), '44': until('2027-06-02') },
  mariner: { '2.0': until('2025-07-31') },
  photon: { '3.0': until('2025-10-02'), '4.0': until('2027-10-11') },
  amzn: { '2': until('2026-06-30'), '2023': until('2029-06-30') },
  ubuntu: {
    '20.04': paid('2025-05-31', '2030-04-02'),
    '22.04': paid('2027-04-01', '2032-04-09'),
    '24.04': paid('2029-05-31', '2036-05-31'),
    '25.04': until('2026-01-17'),
    '25.10': until('2026-07-01'),
    '26.04': until('2031-04-30'),
  },
  debian: {
    '11': longer('2024-08-14', '2026-08-31'),
    '12': longer('2026-07-11', '2028-06-30'),
    '13': longer('2028-08-09', '2030-06-30'),
  },
  rhel: { '7': until('2024-06-30'), ...ENTERPRISE },
  rocky: ENTERPRISE,
  almalinux: ENTERPRISE,
  ol: { '7': until('2024-12-31'), '8': until('2029-07-31'), '9': until('2032-06-30') },
  centos: {
    '7': until('2024-06-30'),
    '8': until('2024-05-31'),
    '9': until('2027-05-31'),
    '10': until('2030-05-31'),
  },
  sles: {
    '15.4': paid('2023-12-31', '2026-12-31'),
    '15.5': paid('2024-12-31', '2027-12-31'),
    '15.6': paid('2025-12-31', '2028-12-31'),
    '15.7': until('2031-07-31'),
    '16.0': until('2027-11-30'),
  },
  'sl-micro': { '6.0': until('2028-06-30'), '6.1': until('2028-11-30'), '6.2': until('2029-11-30') },
  'sle-micro': { '5.3': until('2026-10-30'), '5.4': until('2027-04-30'), '5.5': until('2027-10-31') },
  'opensuse-leap': { '15.6': until('2026-04-30'), '16.0': until('2027-10-31') },
  'opensuse-microos': 'rolling',
  alpine: {
    '3.20': until('2026-04-01'),
    '3.21': until('2026-11-01'),
    '3.22': until('2027-05-01'),
    '3.23': until('2027-11-01'),
    '3.24': until('2028-06-01'),
  },
  nixos: { '25.11': until('2026-06-30'), '26.05': until('2026-12-31') },
  k3os: 'dead',
  rancheros: 'dead',
};

/** Ends of upstream lines of the kernel; vendors look after theirs for longer. */
export const KERNEL_SUPPORT: Readonly<Record<string, Support>> = {
  '5.4': until('2025-12-31'),
  '5.10': until('2026-12-31'),
  '5.15': until('2026-12-31'),
  '6.1': until('2027-12-31'),
  '6.6': until('2027-12-31'),
  '6.12': until('2028-12-31'),
  '6.17': until('2025-12-18'),
  '6.18': until('2028-12-31'),
  '6.19': until('2026-04-22'),
  '7.0': until('2026-06-27'),
};
