// The parts of src, each with the tests that have to notice when it is changed.

/** Files of src and the tests that hold them. Globs; those with `!` are taken out. */
interface Part {
  readonly sources: readonly string[];
  readonly tests: readonly string[];
}

/** What stands in src itself but is no ground: doors, and what puts the client together. */
const TOP =
  'index client client-sockets socket-settings method-calls rest websocket-api streams decode fetch oauth'.split(' ');

export const parts: { readonly [name: string]: Part } = {
  ground: {
    sources: ['src/*.ts', ...TOP.map((name) => `!src/${name}.ts`)],
    tests: [
      'test/ground/*.test.ts',
      'test/{json,notices,options,response,sign,time,traffic}.test.ts',
      'test/rest/{gates,query,request}.test.ts',
    ],
  },
  rest: { sources: ['src/rest/*.ts'], tests: ['test/rest/*.test.ts'] },
  decode: { sources: ['src/decode/*.ts'], tests: ['test/decode/*.test.ts'] },
  sockets: { sources: ['src/sockets/*.ts'], tests: ['test/sockets/*.test.ts', 'test/streams/*.test.ts'] },
  streams: { sources: ['src/streams/*.ts'], tests: ['test/streams/*.test.ts'] },
  'websocket-api': { sources: ['src/websocket-api/*.ts'], tests: ['test/websocket-api/*.test.ts'] },
  oauth: { sources: ['src/oauth.ts', 'src/oauth/*.ts'], tests: ['test/oauth/*.test.ts'] },
};

/** The part in which a file stands. */
export function partOf(file: string): string {
  const [, folder, rest] = file.split('/');
  if (folder === 'oauth.ts') return 'oauth';
  return rest === undefined ? 'ground' : folder!;
}
