// An HTTP service that places orders for others and keeps the keys: `POST /orders`, `DELETE /orders/:symbol/:id`,
// `GET /orders/:symbol`. Keys: BINANCE_API_KEY and BINANCE_API_SECRET of the testnet; PORT, default 3000.
import Fastify from 'fastify';
import { createClient, isBinanceError } from 'binance-usdm';
import type { NewOrderParams } from 'binance-usdm/rest';

const client = createClient({
  environment: 'testnet',
  apiKey: process.env['BINANCE_API_KEY']!,
  apiSecret: process.env['BINANCE_API_SECRET']!,
});
const service = Fastify();

service.post<{ Body: NewOrderParams }>('/orders', async (request, reply) => {
  const order = await client.rest.newOrder(request.body);
  return reply.code(201).send(order);
});
service.delete<{ Params: { symbol: string; id: string } }>('/orders/:symbol/:id', ({ params }) =>
  client.rest.cancelOrder({ symbol: params.symbol, orderId: params.id }),
);
service.get<{ Params: { symbol: string } }>('/orders/:symbol', ({ params }) =>
  client.rest.openOrders({ symbol: params.symbol }),
);

/** What the caller must know: whether the request was wrong, was refused, or may have been carried out. */
service.setErrorHandler((error, _request, reply) => {
  if (!isBinanceError(error)) return reply.code(500).send({ error: 'internal error' });
  const execution = 'execution' in error ? error.execution : 'rejected';
  const status = error.name === 'ArgumentError' ? 400 : execution === 'unknown' ? 504 : 422;
  return reply.code(status).send({ error: error.message, execution });
});

service.addHook('onClose', () => client.close());
process.once('SIGINT', () => void service.close());
console.log(`listening on ${await service.listen({ port: Number(process.env['PORT'] ?? 3000) })}`);
