// Messages as the exchange sends them: keys in the order of the wire, numbers that differ from message to message.
const COUNT = 1000;
const T = 1788220800120;

/** Flat strings, as they come out of a socket. */
const many = (make) => Array.from({ length: COUNT }, (_, i) => Buffer.from(make(i)).toString());
const price = (i) => (60000 + (i % 700) / 10).toFixed(2);
const quantity = (i) => ((i % 977) / 1000 + 0.001).toFixed(3);
const levels = (count, i) =>
  Array.from({ length: count }, (_, n) => `["${price(i + 7 * n)}","${quantity(i + 3 * n)}"]`).join(',');
const depth = (count) => (i) =>
  `{"e":"depthUpdate","E":${T + i + 3},"T":${T + i},"s":"BTCUSDT","U":${8912345677796 + i * 80},"u":${8912345677875 + i * 80},"pu":${8912345677795 + i * 80},"b":[${levels(count / 2, i)}],"a":[${levels(count / 2, i + 5)}]}`;

export const messages = {
  bookTicker: many(
    (i) =>
      `{"e":"bookTicker","u":${8912345678901 + i * 7},"s":"BTCUSDT","b":"${price(i)}","B":"${quantity(i)}","a":"${price(i + 1)}","A":"${quantity(i + 9)}","T":${T + i},"E":${T + i + 3}}`,
  ),
  aggTrade: many(
    (i) =>
      `{"e":"aggTrade","E":${T + i + 5},"a":${2965933014 + i},"s":"BTCUSDT","p":"${price(i)}","q":"${quantity(i)}","nq":"${quantity(i)}","f":${6250000118 + i * 3},"l":${6250000120 + i * 3},"T":${T + i},"m":${i % 2 === 0}}`,
  ),
  markPrice: many(
    (i) =>
      `{"e":"markPriceUpdate","E":${T + i * 1000},"s":"BTCUSDT","p":"${price(i)}000000","ap":"${price(i + 2)}00000000","P":"${price(i + 1)}641265","i":"${price(i + 3)}659091","r":"0.00010000","T":1788249600000}`,
  ),
  kline: many(
    (i) =>
      `{"e":"kline","E":${T + i * 250},"s":"BTCUSDT","k":{"t":1788220800000,"T":1788220859999,"s":"BTCUSDT","i":"1m","f":6250000100,"L":${6250000642 + i},"o":"60990.10","c":"${price(i)}","h":"61004.50","l":"60988.00","v":"${quantity(i)}","n":${543 + i},"x":false,"q":"12055981.50470","V":"104.769","Q":"6390164.84740","B":"0"}}`,
  ),
  'depth, 20 levels': many(depth(20)),
  'depth, 120 levels': many(depth(120)),
  'depth, 1,000 levels': many(depth(1000)).slice(0, 100),
  ORDER_TRADE_UPDATE: many(
    (i) =>
      `{"e":"ORDER_TRADE_UPDATE","T":${T + i},"E":${T + i + 2},"o":{"s":"BTCUSDT","c":"grid-${1000 + i}","S":"BUY","o":"LIMIT","f":"GTC","q":"0.100","p":"61000.00","ap":"61000.00","sp":"0","x":"TRADE","X":"PARTIALLY_FILLED","i":${8389765519993908929n + BigInt(i)},"l":"0.040","z":"0.040","L":"61000.00","n":"0.48800000","N":"USDT","T":${T + i},"t":${6250000123 + i},"b":"3660.00","a":"0","m":true,"R":false,"wt":"CONTRACT_PRICE","ot":"LIMIT","ps":"BOTH","cp":false,"rp":"0","pP":false,"si":0,"ss":0,"V":"EXPIRE_MAKER","pm":"NONE","gtd":0,"er":"0"}}`,
  ),
};
