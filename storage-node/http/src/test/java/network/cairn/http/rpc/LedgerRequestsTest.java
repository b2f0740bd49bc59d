package network.cairn.http.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import network.cairn.http.door.TestRequest;
import network.cairn.ledger.api.LedgerService;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.types.Profile;
import network.cairn.proto.ledgerapi.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the ledger's door takes, before any ledger is asked.
final class LedgerRequestsTest {
  private static final String NETWORK =
      "cairn-network 1\nchain-id cairn-dev-x\ngenesis-hash "
          + "00".repeat(32)
          + "\nvalidator "
          + "11".repeat(32)
          + " 1\nledger-url http://127.0.0.1:1\n";

  private final LedgerHandler handler =
      new LedgerHandler(
          new LedgerService(RemoteLedger.over(NetworkFile.parse(NETWORK), InstantSource.system())),
          Profile.DEV,
          1,
          1);

  private TestResponse answer(TestRequest request) throws IOException {
    TestResponse response = new TestResponse();
    handler.handle(request, response);
    return response;
  }

  private static TestRequest post(String name) {
    return TestRequest.post(LedgerService.PREFIX + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT"})
  void takesPostsOnly(String method) throws IOException {
    TestResponse seen = answer(TestRequest.of(method, LedgerService.PREFIX + "status"));
    assertThat(seen.status()).isEqualTo(405);
    assertThat(seen.header("Allow")).isEqualTo("POST");
    assertThat(seen.bytes()).isEmpty();
  }

  @Test
  void takesBodiesUpToTheirBoundAndNoLonger() throws IOException {
    TestResponse most = answer(post("nope").with(new byte[LedgerService.MAX_REQUEST]));
    assertThat(most.status()).isEqualTo(404);
    TestResponse more = answer(post("nope").with(new byte[LedgerService.MAX_REQUEST + 1]));
    assertThat(more.status()).isEqualTo(413);
    assertThat(Problem.parseFrom(more.bytes()).getCode()).isEqualTo("too-large");
    assertThat(more.header("Content-Type")).isEqualTo("application/x-protobuf");
    assertThat(more.header("Retry-After")).isEmpty();
  }

  /// Not more of a body is read than decides that it is too long.
  @Test
  void readsNoMoreOfABodyThanItMust() throws IOException {
    long[] read = {0};
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            read[0]++;
            return 0;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            read[0] += length;
            return length;
          }
        };
    assertThat(answer(post("status").with(endless)).status()).isEqualTo(413);
    assertThat(read[0]).isEqualTo(LedgerService.MAX_REQUEST + 1);
  }

  @Test
  void writesRefusalsInTheFormThatIsAskedFor() throws IOException {
    TestResponse seen = answer(post("nope").with("Accept", "application/json"));
    assertThat(seen.header("Content-Type")).isEqualTo("application/json");
    assertThat(seen.json().path("code").asString()).isEqualTo("not-found");
    assertThat(seen.json().path("detail").asString()).isEqualTo("there is no /ledger/v1/nope");
  }

  private static TestRequest chunked() {
    return post("nope").with("Transfer-Encoding", "chunked");
  }

  /// A body that fails to arrive gives its place back.
  @Test
  void turnsCallsAwayOnlyWhileOthersRun() throws IOException {
    TestResponse[] inside = {new TestResponse()};
    InputStream nested =
        new InputStream() {
          @Override
          public int read() throws IOException {
            inside[0] = answer(chunked().with("Accept", "application/json"));
            throw new IOException("cut");
          }

          @Override
          public int read(byte[] bytes, int from, int length) throws IOException {
            return read();
          }
        };
    assertThatThrownBy(() -> answer(chunked().with(nested))).hasMessage("cut");
    assertThat(inside[0].status()).isEqualTo(503);
    assertThat(inside[0].header("Retry-After")).isEqualTo("1");
    assertThat(inside[0].json().path("detail").asString())
        .isEqualTo("the ledger is asked too much at once; try again in a moment");
    assertThat(answer(chunked()).status()).isEqualTo(404);
  }
}
