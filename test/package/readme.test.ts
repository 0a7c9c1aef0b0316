// Every code block of the README compiles as it stands, and what it links to exists.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const readme = readFileSync('README.md', 'utf8');
const blocks = [...readme.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);

test('every code block compiles', () => {
  expect(blocks.length).toBeGreaterThan(5);
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

test('every script and folder that it names exists', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { [name: string]: string } };
  for (const [, name] of readme.matchAll(
    /npm (?:run )?(start|test|test:site|generate|diff|check|spec|publish:spec|bench)(?![\w:])/g,
  ))
    expect(scripts).toHaveProperty(name!);
  for (const [, folder] of readme.matchAll(/`((?:spec|codegen|generated|src|test)\/)`/g))
    expect(existsSync(folder!), folder).toBe(true);
});
