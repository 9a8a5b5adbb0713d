import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeLimit } from '../time-limit.ts';
import { ROOT } from './documents.ts';

const run = promisify(execFile);

/** What an author imports, and who runs an action in a test: each export must say what it is, with an example that compiles. */
const FACES = ['lambda/index.ts', 'testing/index.ts', 'local/index.ts'];
/** What examples may take for granted. */
const GIVEN = ['declare const smoke: Action;', 'declare const local: Local;'];

interface Export {
  name: string;
  /** The file that declares it, relative to the repository. */
  file: string;
  example: string | undefined;
}

let folder: string;
let exported: Export[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docstrings-'));
  exported = (await Promise.all(FACES.map(exportsOf))).flat();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what an author imports', () => {
  it('has an example in the docstring of each export', () => {
    expect(exported.length).toBeGreaterThan(50);
    expect(exported.filter(({ example }) => example === undefined).map(({ name, file }) => `${file} ${name}`)).toEqual(
      [],
    );
  });

  it('has examples that compile', { timeout: timeLimit(240_000) }, async () => {
    const names = exported.map(({ name }) => name);
    const files = await Promise.all(
      exported.map(async ({ name, example = '' }, at) => {
        const path = join(folder, `${at}-${name}.example.ts`);
        await writeFile(path, moduleOf(example, names));
        return path;
      }),
    );
    const { compilerOptions } = JSON.parse(await readFile(join(ROOT, 'tsconfig.json'), 'utf8'));
    Object.assign(compilerOptions, {
      typeRoots: [join(ROOT, 'node_modules/@types')],
      noUnusedLocals: false,
      noUnusedParameters: false,
      verbatimModuleSyntax: false,
      isolatedModules: false,
    });
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: [...files, join(ROOT, 'local/dynamodb/dynalite.d.ts')] }),
    );

    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const { stdout } = await run(process.execPath, [tsc, '-p', folder], { cwd: folder }).catch((error) => error);

    expect(stdout).toBe('');
  });
});

async function exportsOf(face: string): Promise<Export[]> {
  const index = await readFile(join(ROOT, face), 'utf8');
  const groups = [...index.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']*)';$/gm)];
  const found = groups.map(async ([, names = '', from = '']) => {
    const file = join(ROOT, dirname(face), from);
    const source = await readFile(file, 'utf8');
    return names
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter((name) => name !== '')
      .map((name) => ({ name, file: relative(ROOT, file), example: exampleOf(source, name) }));
  });
  return (await Promise.all(found)).flat();
}

/** The example in the docstring right above a declaration. */
function exampleOf(source: string, name: string): string | undefined {
  const declared = new RegExp(`^export (?:async )?(?:function|const|class|interface|type) ${name}\\b`, 'm');
  const before = source.slice(0, declared.exec(source)?.index ?? 0);
  const [, docstring = ''] = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n$/.exec(before) ?? [];
  const [, example] = /^ \* @example\n((?: \*(?! @).*\n)*)/m.exec(docstring.replace(/ $/, '')) ?? [];
  return example?.replace(/^ \* ?/gm, '');
}

/** The example as a module of its own: with its imports, and in a function where it returns something. */
function moduleOf(example: string, names: readonly string[]): string {
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(example));
  const free = used.filter((name) => !new RegExp(`(?:const|function|type|interface|class) ${name}\\b`).test(example));
  const imports = [...new Set([...free, 'Action', 'Job', 'Local'])].map((name) => {
    const { file = '' } = exported.find((one) => one.name === name) ?? {};
    const face = FACES.find((one) => file.startsWith(`${dirname(one)}/`)) ?? FACES[0];
    return `import { ${name} } from '${join(ROOT, face ?? '')}';`;
  });
  const given = GIVEN.filter((line) => !example.includes(line.slice('declare '.length).split(':')[0] ?? ''));
  const isModule = /^(?:import|export) /m.test(example);
  const body = isModule
    ? example
    : `export async function example(job: Job<{ ServiceUrl: URL }>): Promise<unknown> {\n${example}\nreturn;\n}`;
  return [...imports, ...given, body].join('\n');
}
