// Runs in Postman before each request: signs those that carry a signature, with an HMAC secret.
// Postman has a global `CryptoJS` of its own, so this is called otherwise.
const crypto = require('crypto-js');

const sent = pm.request.url.query.filter((parameter) => !parameter.disabled);
if (sent.some(({ key }) => key === 'signature')) {
  pm.variables.set('timestamp', String(Date.now()));
  const query = sent
    .filter(({ key }) => key !== 'signature')
    .map(({ key, value }) => `${key}=${encoded(pm.variables.replaceIn(value))}`)
    .join('&');
  const signature = crypto.HmacSHA256(query, pm.variables.get('apiSecret')).toString(crypto.enc.Hex);
  // What is signed must be what is sent, so the query is written here and not left to Postman's own encoding.
  pm.request.url.query.clear();
  pm.request.url.addQueryParams(`${query}&signature=${signature}`);
}

// Postman would encode these marks itself after they were signed.
function encoded(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
