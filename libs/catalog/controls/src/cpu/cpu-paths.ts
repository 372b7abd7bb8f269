const CPU = '/sys/devices/system/cpu';

export const CPU_SOURCE = 'host/cpu-vulnerabilities';
export const vulnerabilityPath = (file: string): string => `${CPU}/vulnerabilities/${file}`;
export const SMT_ACTIVE = `${CPU}/smt/active`;
export const SMT_CONTROL = `${CPU}/smt/control`;
/** The names in the folder of vulnerabilities, separated by blanks. */
export const LISTING = 'cpu.vulnerabilities';
