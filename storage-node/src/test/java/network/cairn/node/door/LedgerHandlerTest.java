package network.cairn.node.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.LocalLedger;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.genesis.LedgerHome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.types.Amount;
import network.cairn.proto.ledger.AccountRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A ledger behind a real server, read by the client that trusts its network file alone.
final class LedgerHandlerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  @TempDir private Path folder;

  @Test
  void servesAClientThatProvesEverything() throws Exception {
    LedgerHome home =
        LedgerHome.init(
            folder.resolve("ledger"),
            LedgerHome.Plan.of("cairn-dev-door", URI.create("http://127.0.0.1:1")),
            new SecureRandom(),
            InstantSource.system());
    try (LedgerHome.Running running = home.engine(InstantSource.system(), LedgerMetrics.none())) {
      running.engine().step();
      running.engine().step();
      running.engine().step();
      LedgerService service = new LedgerService(new LocalLedger(running.engine()));
      InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      URI url;
      try (HttpDoor door =
          HttpDoor.open(
              loopback,
              "cairn/test",
              Map.of(LedgerService.PREFIX, new LedgerHandler(service, 4)))) {
        url = URI.create("http://127.0.0.1:" + door.port());
        NetworkFile network = home.withUrl(url).network();
        try (RemoteLedger client = RemoteLedger.over(network, InstantSource.system())) {
          assertThat(client.status().height()).isEqualTo(3);
          ByteString account =
              client.get(StateKeys.account(home.treasury().address())).orElseThrow();
          assertThat(Amount.decode(AccountRecord.parseFrom(account).getBalance()))
              .isEqualTo(Amount.SUPPLY);
        }
        refusesWhatIsNoRequest(url);
      }
      try (RemoteLedger client =
          RemoteLedger.over(home.withUrl(url).network(), InstantSource.system())) {
        assertThatThrownBy(client::status).isInstanceOf(LedgerUnavailable.class);
      }
    }
  }

  private static void refusesWhatIsNoRequest(URI url) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest.Builder status =
          HttpRequest.newBuilder(url.resolve(LedgerService.PREFIX + "status")).timeout(PATIENCE);
      assertThat(code(http, status.GET())).isEqualTo(405);
      byte[] tooLong = new byte[LedgerService.MAX_REQUEST + 1];
      assertThat(code(http, status.POST(BodyPublishers.ofByteArray(tooLong)))).isEqualTo(413);
      assertThat(code(http, status.POST(BodyPublishers.ofByteArray(new byte[] {7, 7, 7}))))
          .isEqualTo(400);
      HttpRequest.Builder other =
          HttpRequest.newBuilder(url.resolve(LedgerService.PREFIX + "nope")).timeout(PATIENCE);
      assertThat(code(http, other.POST(BodyPublishers.noBody()))).isEqualTo(404);
    }
  }

  private static int code(HttpClient http, HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
