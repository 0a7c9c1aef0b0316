// Calls the loopback exchange with the client that openapi-generator made: base URL and certificate in, facts out.
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.MarketDataApi;
import org.openapitools.client.api.TradeApi;
import org.openapitools.client.model.Order;

public class ReadAnswers {
  public static void main(String[] args) throws Exception {
    ApiClient client = new ApiClient();
    URI address = URI.create(args[0]);
    client.setScheme(address.getScheme()).setHost(address.getHost()).setPort(address.getPort());
    client.setHttpClientBuilder(HttpClient.newBuilder().sslContext(trusting(args[1])));
    MarketDataApi marketData = new MarketDataApi(client);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("serverTime", marketData.serverTime().getServerTime());
    facts.put("bid", marketData.orderBook("BTCUSDT", 5).getBids().get(0));
    facts.put("bookTicker", marketData.bookTicker("BTCUSDT"));

    client.setRequestInterceptor(
        request -> {
          URI uri = request.copy().build().uri();
          request.header("X-MBX-APIKEY", "key").uri(URI.create(uri + "&signature=" + sign(uri.getRawQuery())));
        });
    Order order =
        new TradeApi(client).queryOrder("BTCUSDT", System.currentTimeMillis(), Long.valueOf(args[2]), null, null);
    facts.put("orderId", order.getOrderId().toString());
    facts.put("status", order.getStatus());
    System.out.println(new ObjectMapper().writeValueAsString(facts));
  }

  private static SSLContext trusting(String certificate) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null);
    try (FileInputStream file = new FileInputStream(certificate)) {
      store.setCertificateEntry("exchange", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String sign(String payload) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(payload.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException problem) {
      throw new IllegalStateException(problem);
    }
  }
}
