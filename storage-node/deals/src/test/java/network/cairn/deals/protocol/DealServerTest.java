package network.cairn.deals.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import network.cairn.ledger.client.TestKeys;
import network.cairn.ledger.types.SignedAsk;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.host.StreamReset;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PrivateKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Client and server of the deal protocol over a stream in memory.
@Timeout(60)
final class DealServerTest {
  private static final PeerId PROVIDER = peer(1);
  private static final PeerId CLIENT = peer(2);
  private static final ByteString HASH = ByteString.copyFrom(new byte[32]);
  private static final SignedIntent INTENT =
      new SignedIntent(
          ByteString.copyFromUtf8("body"), TestKeys.signer("client").sign(new byte[] {1}));

  private final MemoryHost.Network network = new MemoryHost.Network();
  private final MemoryHost provider = network.host(PROVIDER);
  private final DealClient client = new DealClient(network.host(CLIENT));
  private final Service service = new Service();

  /// Answers what a test sets.
  private static final class Service implements DealService {
    private Optional<SignedAsk> ask = Optional.empty();
    private DealAnswer answer = new DealAnswer.Taken();
    private FillStatus status = FillStatus.UNKNOWN;
    private final List<Object> asked = new ArrayList<>();

    @Override
    public Optional<SignedAsk> ask(PeerId client) {
      return ask;
    }

    @Override
    public DealAnswer propose(PeerId client, SignedIntent intent) {
      synchronized (asked) {
        asked.add(client);
        asked.add(intent);
      }
      return answer;
    }

    @Override
    public FillStatus status(PeerId client, ByteString intentHash) {
      asked.add(client);
      asked.add(intentHash);
      return status;
    }
  }

  private static PeerId peer(int seed) {
    return PeerId.of(PrivateKey.generate(KeyType.ED25519, new SplittableRandom(seed)).publicKey());
  }

  @BeforeEach
  void start() {
    DealServer.start(provider, service);
  }

  private static byte[] frame(DealRequest request) throws IOException {
    MemoryStream stream = new MemoryStream(PROVIDER, _ -> new byte[0]);
    DealCodec.write(stream, request);
    return stream.answer();
  }

  private MemoryStream serve(byte[] request) throws IOException, InterruptedException {
    return provider.serve(DealServer.PROTOCOL, CLIENT, request);
  }

  private DealResponse answer(DealRequest request) throws IOException, InterruptedException {
    return DealCodec.readResponse(new ByteArrayInputStream(serve(frame(request)).answer()));
  }

  private void requireMalformed(DealRequest request, String detail) throws Exception {
    assertThat(answer(request))
        .isInstanceOfSatisfying(
            DealResponse.Reject.class,
            reject -> {
              assertThat(reject.code()).isEqualTo(RejectCode.MALFORMED);
              assertThat(reject.detail()).contains(detail);
            });
    assertThat(service.asked).isEmpty();
  }

  @Test
  void tellsTheAskOrThatNoneIsMade() throws Exception {
    assertThat(client.ask(PROVIDER)).isEmpty();
    SignedAsk ask = new SignedAsk(ByteString.copyFromUtf8("ask"), INTENT.sig());
    service.ask = Optional.of(ask);
    assertThat(client.ask(PROVIDER)).contains(ask);
  }

  @Test
  void handsAProposalWithItsPeerToTheServiceAndTheAnswerBack() throws Exception {
    assertThat(client.propose(PROVIDER, INTENT)).isEqualTo(new DealAnswer.Taken());
    assertThat(service.asked).containsExactly(CLIENT, INTENT);
    for (RejectCode code : RejectCode.values()) {
      service.answer = new DealAnswer.Rejected(code, "because");
      assertThat(client.propose(PROVIDER, INTENT)).isEqualTo(service.answer);
    }
  }

  @Test
  void tellsEveryState() throws Exception {
    for (FillState state : FillState.values()) {
      service.status = new FillStatus(state, 1L << 40, HASH, state.name().repeat(2));
      assertThat(client.status(PROVIDER, HASH)).isEqualTo(service.status);
    }
    service.status = FillStatus.UNKNOWN;
    assertThat(client.status(PROVIDER, HASH)).isEqualTo(FillStatus.UNKNOWN);
  }

  @Test
  void cutsReasonsThatAreTooLong() throws Exception {
    service.status = new FillStatus(FillState.FAILED, 0, HASH, "ü".repeat(1_000));
    String reason = client.status(PROVIDER, HASH).reason();
    assertThat(reason).isEqualTo("ü".repeat(128));
  }

  @Test
  void answersWhatItCannotReadWithoutAskingTheService() throws Exception {
    requireMalformed(new DealRequest.Unknown(), "no known kind");
    requireMalformed(new DealRequest.Propose(ByteString.copyFromUtf8("nonsense")), "the intent:");
    requireMalformed(new DealRequest.Propose(ByteString.EMPTY), "the intent:");
    for (int size : new int[] {0, 31, 33}) {
      requireMalformed(new DealRequest.Status(ByteString.copyFrom(new byte[size])), "not " + size);
    }
  }

  @Test
  void endsAStreamThatBringsNoRequest() {
    assertThatThrownBy(() -> serve(new byte[0])).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> serve(new byte[] {3, 1, 2})).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> serve(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 1}))
        .isInstanceOf(InvalidFrame.class);
  }

  @Test
  void answersOncePerStreamWithinItsTime() throws Exception {
    byte[] ask = frame(new DealRequest.Ask());
    byte[] twice = java.util.Arrays.copyOf(ask, 2 * ask.length);
    System.arraycopy(ask, 0, twice, ask.length, ask.length);
    MemoryStream stream = serve(twice);
    assertThat(stream.deadlines()).containsOnly(Duration.ofSeconds(30));
    assertThat(stream.isEnded()).isTrue();
    ByteArrayInputStream answers = new ByteArrayInputStream(stream.answer());
    DealCodec.readResponse(answers);
    assertThat(answers.available()).isZero();
  }

  @Test
  void asksForAPlaceOnceItHasReadTheRequestAndEndsTheStreamWhereNoneIsFree() throws Exception {
    MemoryStream full = MemoryStream.refusing(CLIENT, frame(new DealRequest.Ask()));
    assertThatThrownBy(() -> provider.handler(DealServer.PROTOCOL).handle(full))
        .isInstanceOf(StreamReset.class);
    assertThat(full.resetCode()).hasValue(StreamReset.RESOURCE_LIMIT_EXCEEDED);
    assertThat(service.asked).isEmpty();
    MemoryStream silent = MemoryStream.refusing(CLIENT, new byte[0]);
    assertThatThrownBy(() -> provider.handler(DealServer.PROTOCOL).handle(silent))
        .as("a place is asked for after the request")
        .isInstanceOf(EOFException.class);
    assertThat(silent.resetCode()).isEmpty();
  }

  @Test
  void freesTheStreamOfAPeerThatSendsNonsense() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> serve(new byte[0])).isInstanceOf(EOFException.class);
    }
    assertThat(client.ask(PROVIDER)).isEmpty();
  }

  @Test
  void takesNoAnswerOfAnotherKind() {
    for (DealResponse wrong :
        List.of(new DealResponse.Unknown(), new DealResponse.Ask(ByteString.EMPTY))) {
      provider.handle(DealServer.PROTOCOL, stream -> DealCodec.write(stream, wrong));
      assertThatThrownBy(() -> client.propose(PROVIDER, INTENT)).isInstanceOf(InvalidFrame.class);
      assertThatThrownBy(() -> client.status(PROVIDER, HASH)).isInstanceOf(InvalidFrame.class);
      assertThatThrownBy(() -> client.ask(PROVIDER)).isInstanceOf(InvalidFrame.class);
    }
  }

  @Test
  void isSilentOnceItIsClosed() {
    DealServer server = DealServer.start(provider, service);
    server.close();
    assertThat(provider.protocols()).isEmpty();
    assertThatThrownBy(() -> client.ask(PROVIDER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("speaks none of");
  }
}
