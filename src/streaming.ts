// All that speaks over WebSockets, loaded when it is first used.
export { createMarketStreams, type MarketStreams } from './market-streams.js';
export { buildStream } from './stream-names.js';
export { createBudget } from './socket.js';
export { openUserData } from './user-data.js';
export { createWebSocketApi, type WebSocketApi } from './websocket-api.js';
export { marketStreams } from '../generated/streams/rows.js';
