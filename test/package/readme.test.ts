// Every code block of the README and the guides compiles as it stands, and what they link to exists.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const GUIDE = 'spec/guides/typescript-client.md';
const texts = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'codegen/README.md',
  'spec/README.md',
  'test/bench/README.md',
  'test/simulation/README.md',
  ...readdirSync('spec/guides').map((file) => `spec/guides/${file}`),
].map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const blocks = texts.flatMap(({ text }) => [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!));

test('every code block compiles', () => {
  expect(blocks.length).toBeGreaterThan(8);
  const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8')) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.');
  const files = new Map(
    blocks.map((code, index) => [join(process.cwd(), `readme-${index}.ts`), `${code}export {};\n`]),
  );
  const settings: ts.CompilerOptions = {
    ...options,
    noEmit: true,
    noUnusedLocals: false,
    paths: {
      'binance-usdm': [join(process.cwd(), 'src/index.ts')],
      'binance-usdm/*': [join(process.cwd(), 'src/*.ts')],
    },
  };
  const disk = ts.createCompilerHost(settings);
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (path, ...rest) => {
      const code = files.get(path);
      return code === undefined
        ? disk.getSourceFile(path, ...rest)
        : ts.createSourceFile(path, code, ts.ScriptTarget.ES2022);
    },
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    readFile: (path) => files.get(path) ?? disk.readFile(path),
  };
  const program = ts.createProgram([...files.keys()], settings, host);
  const faults = [...files.keys()].flatMap((path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path)));
  expect(
    faults.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  ).toEqual([]);
});

test('every script that they name exists', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { [name: string]: string } };
  for (const { path, text } of texts)
    for (const [, name] of text.matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g))
      expect(scripts, `${name} in ${path}`).toHaveProperty(name!);
});

test('every link to a file leads somewhere, to a heading that is there', () => {
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\d -]/gu, '')
      .replaceAll(' ', '-');
  const headings = (file: string) =>
    [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, text]) => slug(text!));
  for (const { path, text } of texts)
    for (const [, link] of text.matchAll(/\]\((?!\w+:)([^)\s]+)\)/g)) {
      const [file = '', anchor] = link!.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      expect(existsSync(target), `${link} in ${path}`).toBe(true);
      if (anchor !== undefined) expect(headings(target), `${link} in ${path}`).toContain(anchor);
    }
});

test('the README is short, and the guide of the client names every option', () => {
  expect(readFileSync('README.md', 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(200);
  const source = ts.createSourceFile('options.ts', readFileSync('src/options.ts', 'utf8'), ts.ScriptTarget.ES2022);
  const interfaces = ['CommonOptions', 'SocketOptions', 'RestOptions', 'ClientOptions'];
  const options = source.statements
    .filter(ts.isInterfaceDeclaration)
    .filter(({ name }) => interfaces.includes(name.text))
    .flatMap(({ members }) => members.map(({ name }) => name!.getText(source)));
  expect(options.length).toBeGreaterThan(25);
  const guide = readFileSync(GUIDE, 'utf8');
  expect(options.filter((option) => !guide.includes(`\`${option}\``))).toEqual([]);
});
