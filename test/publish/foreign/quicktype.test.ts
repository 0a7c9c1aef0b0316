// Types that quicktype makes of the events: no key is lost in any language, and what compiles carries every digit.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'lossless-json';
import { expect, test } from 'vitest';
import { toJsonText } from '../../../codegen/load/json.js';
import { EVENTS, eventLines, filesOf, keysOf, schemaText, textOf } from './quicktype.js';
import { JAR, PYTHON, run, TOOLS, WORK } from './tools.js';

const names = [...EVENTS.keys()];

/** The keys that the source text of each language says its fields stand for. */
const languages: { readonly [language: string]: (text: string) => string[] } = {
  python: (text) => matches(text, /obj\.get\("(\w+)"\)/g),
  go: (text) => matches(text, /`json:"(\w+)[",]/g),
  rust: rustKeys,
  java: (text) => matches(text, /@JsonProperty\("(\w+)"\)/g),
  csharp: (text) => matches(text, /\[JsonPropertyName\("(\w+)"\)\]/g),
};
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, key]) => key!);

/** A field of Rust stands for its own name, unless it or its structure says otherwise. */
function rustKeys(text: string): string[] {
  return matches(text, /((?:#\[[^\]]*\]\n)*pub struct \w+ \{[^}]*\})/g).flatMap((struct) => {
    const all = /^#\[serde\(rename_all = "(\w+)"\)\]/m.exec(struct)?.[1];
    return [...struct.matchAll(/(?:#\[serde\(rename = "(\w+)"\)\]\n)? +pub (?:r#)?(\w+): /g)].map(
      ([, renamed, name]) => {
        if (renamed !== undefined) return renamed;
        if (all === 'camelCase') return name!.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
        return all === 'SCREAMING_SNAKE_CASE' ? name!.toUpperCase() : name!;
      },
    );
  });
}

test.each(Object.keys(languages))('keeps all keys of every event apart in %s', async (language) => {
  for (const name of names) {
    const keys = new Set(keysOf(JSON.parse(schemaText(name))));
    expect(keys.size, name).toBeGreaterThan(2);
    expect(new Set(languages[language]!(await textOf(name, language))), name).toEqual(keys);
  }
});

/** A value whose numbers are their digits, marked; 5000.0 is 5000, and a key that is null may be absent. */
function exact(text: string): unknown {
  const value = parse(text, null, { parseNumber: (digits) => `number ${digits.replace(/\.0$/, '')}` });
  return JSON.parse(JSON.stringify(value, (_, one: unknown) => (one === null ? undefined : one)));
}

/** Every event comes out of a program as it went in. */
function expectAllEvents(printed: string): void {
  const lines = printed.trim().split('\n');
  expect(lines.map(exact)).toEqual([...EVENTS.values()].map((event) => exact(toJsonText(event))));
}

test('its Python reads and writes every event without losing a digit', async () => {
  const folder = join(WORK, 'quicktype-python');
  mkdirSync(folder);
  for (const name of names) writeFileSync(join(folder, `${name}.py`), await textOf(name, 'python'));
  const env = { PYTHONPATH: folder };
  expectAllEvents(await run(PYTHON, [join(TOOLS, 'read_event.py')], { env, input: eventLines() }));
});

/** A Go package has lower-case letters in its name. */
const packageOf = (name: string) => name.toLowerCase();

/** Go that reads and writes the event of a name. */
const goCopyOf = (): string =>
  [
    'package main',
    'import (',
    '\t"fmt"',
    ...names.map((name) => `\t"events/${packageOf(name)}"`),
    ')',
    'func copyOf(name string, text []byte) ([]byte, error) {',
    '\tswitch name {',
    ...names.flatMap((name) => [
      `\tcase "${name}":`,
      `\t\tevent, err := ${packageOf(name)}.Unmarshal${name}(text)`,
      '\t\tif err != nil { return nil, err }',
      '\t\treturn event.Marshal()',
    ]),
    '\t}',
    '\treturn nil, fmt.Errorf("no event %s", name)',
    '}\n',
  ].join('\n');

test('its Go compiles, and reads and writes every event without losing a digit', async () => {
  const folder = join(WORK, 'quicktype-go');
  for (const name of names) {
    mkdirSync(join(folder, packageOf(name)), { recursive: true });
    const text = await textOf(name, 'go', { package: packageOf(name) });
    writeFileSync(join(folder, packageOf(name), 'event.go'), text);
  }
  writeFileSync(join(folder, 'go.mod'), 'module events\n\ngo 1.19\n');
  writeFileSync(join(folder, 'copy_of.go'), goCopyOf());
  cpSync(join(TOOLS, 'copy_events.go'), join(folder, 'main.go'));
  const env = { GOPROXY: 'off', GOFLAGS: '-mod=mod', GOCACHE: join(WORK, 'go-cache') };
  await run('/usr/bin/go', ['build', '-o', 'copy', '.'], { cwd: folder, env });
  expectAllEvents(await run(join(folder, 'copy'), [], { input: eventLines() }));
});

/** A Rust module is written in snake case. */
const moduleOf = (name: string) => name.replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase();

/** Rust that reads and writes the event of a name. */
const rustCopyOf = (): string =>
  [
    ...names.map((name) => `use crate::${moduleOf(name)};`),
    'pub fn copy_of(name: &str, text: &str) -> serde_json::Result<String> {',
    '    match name {',
    ...names.map((name) => `        "${name}" => crate::copy::<${moduleOf(name)}::${name}>(text),`),
    '        _ => panic!("no event {}", name),',
    '    }',
    '}\n',
  ].join('\n');

/** Lets cargo take its crates from Debian's packages. */
const CARGO = `[source.crates-io]
replace-with = "debian"
[source.debian]
directory = "/usr/share/cargo/registry"
`;

test('its Rust compiles, and reads and writes every event without losing a digit', async () => {
  const folder = join(WORK, 'quicktype-rust');
  const source = join(folder, 'src');
  mkdirSync(source, { recursive: true });
  for (const name of names) writeFileSync(join(source, `${moduleOf(name)}.rs`), await textOf(name, 'rust'));
  writeFileSync(join(source, 'copy_of.rs'), rustCopyOf());
  const modules = names.map((name) => `mod ${moduleOf(name)};`);
  const main = readFileSync(join(TOOLS, 'copy_events.rs'), 'utf8');
  writeFileSync(join(source, 'main.rs'), ['#![allow(dead_code)]', 'mod copy_of;', ...modules, main].join('\n'));
  cpSync(join(TOOLS, 'copy_events.toml'), join(folder, 'Cargo.toml'));
  const home = join(WORK, 'cargo');
  mkdirSync(home);
  writeFileSync(join(home, 'config.toml'), CARGO);
  const env = { CARGO_HOME: home, RUSTC: '/usr/bin/rustc' };
  await run('/usr/bin/cargo', ['build', '--offline', '--quiet'], { cwd: folder, env });
  expectAllEvents(await run(join(folder, 'target/debug/copy_events'), [], { input: eventLines() }));
});

test('its Java compiles and reads an event', async () => {
  const folder = join(WORK, 'quicktype-java');
  const source = join(folder, 'io/quicktype');
  mkdirSync(source, { recursive: true });
  for (const [file, text] of await filesOf('OrderTradeUpdateEvent', 'java')) writeFileSync(join(source, file), text);
  const main =
    'import io.quicktype.*;\npublic class Main { public static void main(String[] args) throws Exception {\n' +
    'OrderTradeUpdateEvent event = Converter.fromJsonString(args[0]);\nSystem.out.println(Converter.toJsonString(event)); } }\n';
  writeFileSync(join(folder, 'Main.java'), main);
  const files = readdirSync(source).map((file) => join(source, file));
  await run('javac', ['-proc:none', '-nowarn', '-cp', JAR, '-d', folder, ...files, join(folder, 'Main.java')]);
  const event = toJsonText(EVENTS.get('OrderTradeUpdateEvent')!);
  const printed = await run('java', ['-cp', `${folder}:${JAR}`, 'Main', event]);
  expect(exact(printed)).toMatchObject(exact(event) as object);
});
