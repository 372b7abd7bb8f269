import { readFile, stat } from 'node:fs/promises';
import { kubeErrors } from '../errors.js';

const MAX_BYTES = 4 * 1024 * 1024;

const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';

/** A kubeconfig file's text, or undefined where nothing is at the path. */
export async function readKubeconfigFile(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw kubeErrors.error('KUBECONFIG_NOT_A_FILE', `${path} is a folder`);
    if (found.size > MAX_BYTES)
      throw kubeErrors.error('KUBECONFIG_INVALID', `${path} is larger than any kubeconfig`);
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = systemCode(error);
    if (code.startsWith('KUBECONFIG_')) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw kubeErrors.error('KUBECONFIG_UNREADABLE', `${path} cannot be read: ${code}`, { cause: error });
  }
}

/** The text of a certificate, key or token that a kubeconfig refers to. */
export async function readMaterial(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const detail = `the ${what} at ${path} cannot be read: ${systemCode(error)}`;
    throw kubeErrors.error('KUBECONFIG_MATERIAL', detail, { cause: error });
  }
}
