import { findCredentials } from './find-credentials.ts';
import type { Finding } from './finding.ts';
import type { ScannedFile } from './scanned-file.ts';

const MASK = '***';
/** No kind of credential is shorter, unless it stands in a URL. */
const MAY_BE_LEAKY = /[^/]{16}|:/;

/** A path as it can be shown, and the credentials in it. */
interface ShownPath {
  path: string;
  findings: Finding[];
}

/**
 * Masks the credentials in the name of a file, which would show in every message and report about the file, and tells of
 * them: whoever reads the artifact's listing has them.
 * @param hidden Secrets of the job, which are masked and not told of.
 */
export async function showPath(path: string, hidden: readonly string[]): Promise<ShownPath> {
  const bare = hidden.reduce((rest, secret) => rest.replaceAll(secret, MASK), path);
  if (!MAY_BE_LEAKY.test(bare)) return { path: bare, findings: [] };
  // On one line, so that columns are places in the path.
  const { findings } = await findCredentials('name', bare.replaceAll(/[\r\n]/g, ' '));
  const shown = [...findings]
    .sort((a, b) => b.column - a.column)
    .reduce((rest, { column, endColumn }) => rest.slice(0, column - 1) + MASK + rest.slice(endColumn - 1), bare);
  return { path: shown, findings: findings.map((finding) => inNameOf(shown, finding)) };
}

/** The file under the path that can be shown. */
export const under = (path: string, file: ScannedFile): ScannedFile => ({
  ...file,
  path,
  findings: file.findings.map((finding) => ({ ...finding, path })),
});

const inNameOf = (path: string, { rule, level, message }: Finding): Finding => ({
  ...{ path, rule, level, message: `${message} in the name of the file` },
  ...{ line: 1, column: 1, endLine: 1, endColumn: 1 },
});
