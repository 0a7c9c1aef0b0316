"""Calls the loopback exchange with the client that openapi-generator made: base URL and certificate in, facts out."""
import hashlib
import hmac
import json
import sys
import time
from urllib.parse import urlencode

from openapi_client import ApiClient, Configuration
from openapi_client.api.market_data_api import MarketDataApi
from openapi_client.api.trade_api import TradeApi


class SigningClient(ApiClient):
    """Signs each request over the query string that is sent."""

    def request(self, method, url, query_params=None, **rest):
        query = urlencode(query_params or [])
        signature = hmac.new(b"secret", query.encode(), hashlib.sha256).hexdigest()
        return super().request(method, f"{url}?{query}&signature={signature}", **rest)


base_url, certificate, order_id = sys.argv[1:]
configuration = Configuration(host=base_url, api_key={"apiKey": "key"})
configuration.ssl_ca_cert = certificate
market_data = MarketDataApi(ApiClient(configuration))
order = TradeApi(SigningClient(configuration)).query_order("BTCUSDT", int(time.time() * 1000), order_id=int(order_id))
facts = {
    "serverTime": market_data.server_time().server_time,
    "bid": market_data.order_book("BTCUSDT", limit=5).bids[0],
    "bookTicker": market_data.book_ticker(symbol="BTCUSDT"),
    "orderId": str(order.order_id),
    "status": order.status,
}
print(json.dumps(facts))
