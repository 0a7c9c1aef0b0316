// All that speaks over WebSockets, loaded when it is first used.
export { createMarketStreams, type MarketStreams } from './streams/market-streams.js';
export { buildStream } from './streams/names.js';
export { createBudget } from './sockets/socket.js';
export { openUserData } from './streams/user-data.js';
export { createWebSocketApi, type WebSocketApi } from './websocket-api/websocket-api.js';
export { marketStreams } from '../generated/streams/rows.js';
