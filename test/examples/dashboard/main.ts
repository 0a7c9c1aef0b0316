// A page that shows prices of some symbols: public streams in the browser, bundled by Vite. `?symbols=BTCUSDT,ETHUSDT`.
/// <reference types="vite/client" />
import { bookTicker, createSubscriber, markPrice } from 'binance-usdm/streams';

/** Set VITE_EXCHANGE_URLS to look at another exchange than production, e.g. one on your own machine. */
const urls = import.meta.env['VITE_EXCHANGE_URLS'] as string | undefined;
const subscriber = createSubscriber(urls === undefined ? {} : { environment: { urls: JSON.parse(urls) } });

const symbols = (new URLSearchParams(location.search).get('symbols') ?? 'BTCUSDT,ETHUSDT,SOLUSDT').split(',');
const body = document.querySelector('tbody')!;

function show(symbol: string): void {
  const row = body.insertRow();
  const [name, bid, ask, mark, funding] = Array.from({ length: 5 }, () => row.insertCell());
  name!.textContent = symbol;
  /** What is shown may be old until the next event. */
  const onGap = () => row.classList.add('stale');

  void subscriber.subscribe(
    bookTicker,
    { symbol },
    ({ bidPrice, askPrice }) => {
      row.classList.remove('stale');
      bid!.textContent = bidPrice;
      ask!.textContent = askPrice;
    },
    { onGap },
  );
  void subscriber.subscribe(markPrice, { symbol }, (event) => {
    mark!.textContent = event.markPrice;
    funding!.textContent = new Date(event.nextFundingTime).toLocaleTimeString();
  });
}

symbols.forEach(show);
