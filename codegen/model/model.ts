// The intermediate model: plain, serialisable facts. It knows neither OpenAPI words nor printers.
import type { MethodModel, OperationModel, WeightPool } from './call-model.js';
import type { Connections, ServerModel, SigningModel } from './connection-model.js';
import type { ErrorModel, HttpErrorModel } from './error-model.js';
import type { OAuthModel } from './oauth-model.js';
import type { ControlErrorModel, EventModel, StreamModel } from './stream-model.js';
import type { SchemaModel } from './type-model.js';

export * from './call-model.js';
export * from './connection-model.js';
export * from './error-model.js';
export * from './oauth-model.js';
export * from './stream-model.js';
export * from './type-model.js';

export interface Model {
  readonly version: string;
  /** Name of the product, e.g. `usdm`. */
  readonly product: string;
  readonly servers: readonly ServerModel[];
  readonly apiKeyHeader: string;
  readonly limitHeaders: { readonly usedWeight: string; readonly orderCount: string; readonly retryAfter: string };
  readonly timing: {
    readonly recvWindowDefaultMs: number;
    readonly recvWindowMaxMs: number;
    readonly aheadMaxMs: number;
    /** The operation that gives the exchange's time. Every spec names it, but for early states of this one. */
    readonly serverTime?: string;
  };
  readonly weightPools: { readonly [name: string]: WeightPool };
  readonly groups: readonly { readonly name: string; readonly description: string }[];
  readonly operations: readonly OperationModel[];
  readonly methodGroups: readonly { readonly name: string; readonly description: string }[];
  readonly methods: readonly MethodModel[];
  readonly streams: readonly StreamModel[];
  readonly events: readonly EventModel[];
  readonly controlErrors: readonly ControlErrorModel[];
  /** How the exchange treats connections, by the kind of their document. */
  readonly connections: Connections;
  /** How requests over a WebSocket are signed, where that differs from REST. */
  readonly signing: SigningModel | undefined;
  /** How users let an application act for them, where the exchange offers it. */
  readonly oauth: OAuthModel | undefined;
  /** Objects and lists of answers, enums, and objects of events; those of events have fields with a `label`. */
  readonly schemas: readonly SchemaModel[];
  readonly errors: readonly ErrorModel[];
  readonly httpErrors: readonly HttpErrorModel[];
}
