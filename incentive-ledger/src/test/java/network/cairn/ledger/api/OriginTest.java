package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import network.cairn.base.hash.Sha256;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.engine.EngineStanding;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.GenesisReply;
import network.cairn.proto.ledgerapi.GenesisRequest;
import network.cairn.proto.ledgerapi.TurnsReply;
import network.cairn.proto.ledgerapi.TurnsRequest;
import org.junit.jupiter.api.Test;

/// What a new node asks of doors that tell the truth, and of others.
final class OriginTest {
  private static final String NODE = "0123456789abcdef0123456789abcdef01234567@a.example:26656";
  private static final int LONG = 2 * Origin.MAX_PART + 7;
  private static final ByteString GENESIS = ByteString.copyFrom(new byte[LONG]);

  private final Told told = new Told(GENESIS, List.of(3L, -4L, 1L));
  private final LyingDoor first = new LyingDoor(told);
  private final LyingDoor second = new LyingDoor(told);

  private static NetworkFile network(ByteString genesis) {
    return new NetworkFile(
        "cairn-dev-test",
        ByteString.copyFrom(Sha256.of(genesis.toByteArray())),
        HandMadeChain.set(List.of("a")),
        URI.create("http://127.0.0.1:1"));
  }

  private RemoteLedger remote() {
    return ManyDoors.over(network(GENESIS), List.of(first, second), java.time.Instant::now);
  }

  @Test
  void aLongGenesisComesInPartsWithWhatBelongsToIt() {
    List<Integer> asked = new ArrayList<>();
    first.lie((door, name, request) -> {
      asked.add(GenesisRequest.parseFrom(request).getFrom());
      return door.answer(name, request);
    });
    Origin origin = remote().origin().orElseThrow();
    assertThat(origin.genesis()).isEqualTo(GENESIS);
    assertThat(origin.move()).contains(ByteString.copyFromUtf8("moved"));
    assertThat(origin.nodes()).containsExactly(NODE);
    assertThat(asked).containsExactly(0, Origin.MAX_PART, 2 * Origin.MAX_PART);
  }

  private static LyingDoor.Lie changed(UnaryOperator<GenesisReply.Builder> change) {
    return (door, name, request) -> {
      LedgerTransport.Reply reply = door.answer(name, request);
      GenesisReply.Builder told = GenesisReply.parseFrom(reply.body()).toBuilder();
      return new LedgerTransport.Reply(200, change.apply(told).build().toByteArray());
    };
  }

  @Test
  void whoTellsAnotherGenesisIsLeftForTheNext() {
    Map<String, LyingDoor.Lie> lies =
        Map.of(
            "another genesis",
            changed(told ->
                told.setPart(
                    ByteString.copyFrom(new byte[] {1}).concat(told.getPart().substring(1)))),
            "parts without an end",
            changed(told -> told.setPart(ByteString.EMPTY)),
            "small parts",
            changed(told -> told.setPart(told.getPart().substring(0, 1))),
            "too long",
            changed(told -> told.setTotal(Origin.MAX_GENESIS + 1)),
            "longer and longer",
            (door, name, request) ->
                new LedgerTransport.Reply(
                    200,
                    GenesisReply.newBuilder()
                        .setTotal(GenesisRequest.parseFrom(request).getFrom() + Origin.MAX_PART)
                        .setPart(ByteString.copyFrom(new byte[Origin.MAX_PART]))
                        .build()
                        .toByteArray()),
            "too many nodes",
            changed(told -> told.addAllPeers(Collections.nCopies(EngineStanding.MAX_PEERS, NODE))),
            "no node",
            changed(told -> told.addPeers("somewhere else")),
            "a node at no port",
            changed(told -> told.addPeers(NODE.replace("26656", "99999"))),
            "nothing",
            (_, _, _) -> LedgerService.problem(404, "not-found", "none"));
    lies.forEach((name, lie) -> {
      first.lie(lie);
      second.honest();
      assertThat(remote().origin().orElseThrow().genesis()).as(name).isEqualTo(GENESIS);
      second.lie(lie);
      assertThatThrownBy(() -> remote().origin())
          .as(name)
          .isInstanceOfAny(UntrustedAnswer.class, LedgerUnavailable.class);
    });
  }

  @Test
  void theDoorRefusesAPartThatIsNotThere() {
    LedgerService service = new LedgerService(told);
    for (int from : new int[] {LONG, Integer.MAX_VALUE, -1}) {
      byte[] request = GenesisRequest.newBuilder().setFrom(from).build().toByteArray();
      assertThat(service.answer("genesis", request).status()).as("from " + from).isEqualTo(400);
    }
    assertThat(service.answer("turns", new byte[0]).status()).isEqualTo(404);
  }

  private static LyingDoor.Lie turns(Long... turns) {
    return (_, _, request) -> {
      assertThat(TurnsRequest.parseFrom(request).getHeight()).isEqualTo(9);
      return new LedgerTransport.Reply(
          200, TurnsReply.newBuilder().addAllPriorities(List.of(turns)).build().toByteArray());
    };
  }

  /// Nobody signs them.
  @Test
  void turnsAreWhatMostServersSay() {
    LyingDoor third = new LyingDoor(told);
    List<LyingDoor> doors = List.of(first, second, third);
    first.lie(turns(7L, 7L));
    try (RemoteLedger ledger = ManyDoors.over(network(GENESIS), doors, java.time.Instant::now)) {
      assertThat(ledger.turns(9)).containsExactly(3L, -4L, 1L);
      second.lie(turns(1L));
      third.lie((_, _, _) -> {
        throw new IOException("nobody is there");
      });
      assertThat(ledger.turns(9)).as("of as many the first").containsExactly(7L, 7L);
      first.lie(turns(Collections.nCopies(201, 1L).toArray(Long[]::new)));
      assertThat(ledger.turns(9)).as("more than a set has").containsExactly(1L);
    }
  }

  /// A ledger that tells a new node what it needs, and nothing else.
  private static final class Told extends HeadersAlone {
    private final ByteString genesis;
    private final List<Long> priorities;

    Told(ByteString genesis, List<Long> priorities) {
      this.genesis = genesis;
      this.priorities = priorities;
    }

    @Override
    public Optional<Origin> origin() {
      return Optional.of(
          new Origin(genesis, Optional.of(ByteString.copyFromUtf8("moved")), List.of(NODE)));
    }

    @Override
    public List<Long> turns(long height) {
      return priorities;
    }

    @Override
    public Optional<LightBlock> lightBlock(long height) {
      throw new LedgerUnavailable("not here");
    }
  }
}
