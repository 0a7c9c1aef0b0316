// What the examples import as `binance-usdm` in tests: the client itself, but for its environment, which is the loopback
// exchange that EXCHANGE describes.
import { createClient as create, type ClientOptions } from '../../../src/index.js';

export * from '../../../src/index.js';

const { urls, ca } = JSON.parse(process.env['EXCHANGE']!) as { urls: { [host: string]: string }; ca: string };

export const createClient = (options: ClientOptions = {}) => create({ ...options, environment: { urls }, ca });
