// What the generator does not know stops it, with file and pointer.
import { describe, expect, test } from 'vitest';
import { generateFiles } from '../../codegen/generate.js';
import { tinySpecWith } from './tiny-spec.js';

describe('stops at what it does not know, and names file and pointer', () => {
  test.each([
    {
      what: 'an unknown word of a schema',
      file: 'components/balances.yaml',
      given: 'Balance: { type: object, minProperties: 1 }',
      message: 'spec/components/balances.yaml#/Balance: unknown word "minProperties" in a schema',
    },
    {
      what: 'an unknown word of an operation',
      file: 'openapi/paths/account.yaml',
      given: '/v1/balance: { get: { operationId: balance, x-colour: red } }',
      message: 'spec/openapi/paths/account.yaml#/~1v1~1balance/get: unknown word "x-colour" in an operation',
    },
    {
      what: 'an unknown type',
      file: 'components/balances.yaml',
      given: 'Balance: { type: object, properties: { alias: { type: text } } }',
      message: 'spec/components/balances.yaml#/Balance/properties/alias: cannot read a schema of type text',
    },
    {
      what: 'an unknown format',
      file: 'components/balances.yaml',
      given: 'Balance: { type: object, properties: { alias: { type: string, format: uuid } } }',
      message: 'spec/components/balances.yaml#/Balance/properties/alias: unknown format uuid',
    },
    {
      what: 'an object without a name',
      file: 'components/balances.yaml',
      given: 'Balance: { type: object, properties: { alias: { type: object } } }',
      message: 'an object inside another schema must be a component with a name of its own',
    },
    {
      what: 'a reference to nothing',
      file: 'components/balances.yaml',
      given: "Balance: { type: object, properties: { amount: { $ref: 'scalars.yaml#/Dezimal' } } }",
      message: 'scalars.yaml#/Dezimal refers to nothing; did you mean Decimal?',
    },
    {
      what: 'a file that is not there',
      file: 'components/balances.yaml',
      given: "Balance: { type: object, properties: { amount: { $ref: 'skalars.yaml#/Decimal' } } }",
      message:
        'spec/components/balances.yaml#/Balance/properties/amount: skalars.yaml#/Decimal refers to ' +
        'spec/components/skalars.yaml: no such file; did you mean scalars.yaml? (line 1, column 50)',
    },
    {
      what: 'broken YAML',
      file: 'components/balances.yaml',
      given: 'Balance: {',
      message: 'spec/components/balances.yaml: ',
    },
    {
      what: 'a requirement without a field',
      file: 'components/balances.yaml',
      given: 'Balance: { type: object, required: [alyas], properties: { alias: { type: string } } }',
      message: 'required names alyas, which is not described',
    },
    {
      what: 'a missing summary',
      file: 'openapi/paths/account.yaml',
      given: '/v1/balance: { get: { operationId: balance, tags: [Account] } }',
      message: 'spec/openapi/paths/account.yaml#/~1v1~1balance/get: summary is missing',
    },
    {
      what: 'an unknown retry class',
      file: 'openapi/paths/account.yaml',
      given: `
/v1/balance:
  get:
    operationId: balance
    tags: [Account]
    summary: Returns the balance.
    externalDocs: { url: 'https://tiny.example/balance' }
    x-security-type: NONE
    x-weight: 1
    x-retry: often
`,
      message: 'x-retry must be one of safe, verify, never',
    },
    {
      what: 'a group that is not listed',
      file: 'openapi/paths/account.yaml',
      given: `
/v1/balance:
  get:
    operationId: balance
    tags: [Accounts]
    summary: Returns the balance.
    externalDocs: { url: 'https://tiny.example/balance' }
    x-security-type: NONE
    x-weight: 1
    x-retry: safe
`,
      message: 'tags must be one of Trade, Account',
    },
    {
      what: 'a rule about nothing',
      file: 'openapi/paths/account.yaml',
      given: `
/v1/balance:
  get:
    operationId: balance
    tags: [Account]
    summary: Returns the balance.
    externalDocs: { url: 'https://tiny.example/balance' }
    x-security-type: NONE
    x-weight: 1
    x-retry: safe
    parameters:
      - { name: asset, in: query, schema: { type: string } }
    x-param-rules:
      - { require: [asett] }
`,
      message: 'the rule names asett, which is no parameter here',
    },
    {
      what: 'a weight by a parameter that is not there',
      file: 'openapi/paths/account.yaml',
      given: `
/v1/balance:
  get:
    operationId: balance
    tags: [Account]
    summary: Returns the balance.
    externalDocs: { url: 'https://tiny.example/balance' }
    x-security-type: NONE
    x-weight: { parameter: asset, with: 1, without: 2 }
    x-retry: safe
`,
      message: 'there is no parameter asset',
    },
    {
      what: 'a name that two operations have',
      file: 'openapi/paths/account.yaml',
      given: `
/v1/balance:
  get:
    operationId: queryOrder
    tags: [Account]
    summary: Returns the balance.
    externalDocs: { url: 'https://tiny.example/balance' }
    x-security-type: NONE
    x-weight: 1
    x-retry: safe
    responses:
      '200': { content: { application/json: { schema: { $ref: '../../components/balances.yaml#/Balance' } } } }
`,
      message: 'operationId queryOrder stands twice',
    },
    {
      what: 'an entry beside the paths that is none and that no call uses',
      file: 'openapi/paths/account.yaml',
      given: 'v1/balance: { get: { operationId: balance } }',
      message: 'spec/openapi/paths/account.yaml: v1/balance is neither a path, which begins with /, nor a schema',
    },
    {
      what: 'a schema of another file of paths',
      file: 'openapi/paths/account.yaml',
      given: "/v1/balance: { get: { responses: { '200': { schema: { $ref: 'trade.yaml#/~1v1~1order' } } } } }",
      message: 'must name an entry of its own file or of one under components/',
    },
    {
      what: 'a schema of a document that has the name of a shared one',
      file: 'asyncapi/market-streams.yaml',
      given: `
components:
  messages: { trade: { payload: { $ref: '../components/events.yaml#/TradeEvent' } } }
  schemas: { TradeEvent: { type: object } }
`,
      message: 'spec/components/events.yaml#/TradeEvent: the name is taken by spec/asyncapi/market-streams.yaml',
    },
    {
      what: 'another status',
      file: 'openapi/paths/account.yaml',
      given: `
/v1/balance:
  get:
    operationId: balance
    tags: [Account]
    summary: Returns the balance.
    externalDocs: { url: 'https://tiny.example/balance' }
    x-security-type: NONE
    x-weight: 1
    x-retry: safe
    responses:
      '201': { content: { application/json: { schema: { $ref: '../../components/balances.yaml#/Balance' } } } }
`,
      message: 'unknown word "201" in responses',
    },
    {
      what: 'an outcome that no call tells',
      file: 'openapi/paths/account.yaml',
      given: `
/v1/balance:
  put:
    operationId: balance
    tags: [Account]
    summary: Sets the balance.
    externalDocs: { url: 'https://tiny.example/balance' }
    x-security-type: NONE
    x-weight: 1
    x-retry: verify
    x-verify-with: [askOrder]
    responses:
      '200': { content: { application/json: { schema: { $ref: '../../components/balances.yaml#/Balance' } } } }
`,
      message: 'x-verify-with of /v1/balance names askOrder, which is no operation',
    },
  ])('$what', async ({ file, given, message }) => {
    await expect(generateFiles(tinySpecWith({ [file]: given }))).rejects.toThrow(message);
  });
});
