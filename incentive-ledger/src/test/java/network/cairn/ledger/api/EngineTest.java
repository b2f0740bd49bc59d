package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.chain.HandMadeChain;
import network.cairn.ledger.chain.Validators;
import network.cairn.ledger.engine.BlocksUnavailable;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.proto.ledgerapi.GetRequest;
import network.cairn.proto.ledgerapi.LightBlockRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients and door over another engine than the embedded one, whose validators change.
final class EngineTest {
  private static final List<String> FIRST = List.of("a", "b", "c", "d");
  private static final byte[] TREASURY = StateKeys.account(TestChain.address(TestChain.TREASURY));
  @TempDir private Path folder;
  private final HandMadeChain chain =
      new HandMadeChain(
          "cairn-dev-test",
          TestChain.START,
          Duration.ofSeconds(1),
          h -> h < 20 ? FIRST : h < 40 ? List.of("b", "c", "d", "e") : List.of("x"));
  private FakeEngine engine;
  private LocalLedger local;
  private LedgerService service;

  @BeforeEach
  void open() {
    engine = new FakeEngine(folder.resolve("state"), chain);
    local = new LocalLedger(engine);
    service = new LedgerService(local);
    engine.start();
    engine.makeBlock();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private RemoteLedger remote() {
    NetworkFile genesis = NetworkFile.of(TestChain.genesis(), URI.create("http://127.0.0.1:1"));
    NetworkFile network =
        new NetworkFile(
            genesis.chainId(),
            genesis.genesisHash(),
            HandMadeChain.set(FIRST),
            genesis.ledgerUrl());
    InstantSource clock = () -> chain.time(chain.height());
    return new RemoteLedger(
        network,
        new LedgerTransport() {
          @Override
          public Reply post(String name, byte[] body, Duration timeout) throws IOException {
            return service.answer(name, body);
          }

          @Override
          public void close() {}
        },
        clock);
  }

  @Test
  void servesStatusTransactionsAndStateOfAnyEngine() {
    assertThat(local.status().catchingUp()).isTrue();
    assertThat(local.status().height()).isEqualTo(2);
    ByteString tx = ByteString.copyFromUtf8("anything");
    TxReceipt taken = local.submit(tx, WaitFor.ACCEPTED, Duration.ZERO);
    assertThat(local.tx(taken.bodyId())).isEmpty();
    engine.makeBlock();
    assertThat(local.tx(taken.bodyId()).orElseThrow().height()).isEqualTo(3);
    assertThat(local.submit(ByteString.EMPTY, WaitFor.ACCEPTED, Duration.ZERO).reason())
        .isEqualTo("BUSY");
    assertThat(remote().get(TREASURY)).isPresent();
    engine.stop();
    assertThatThrownBy(() -> local.read(List.of(TREASURY), 3, true))
        .isInstanceOf(LedgerUnavailable.class);
  }

  @Test
  void showsTheTransactionsOfABlockAsFarAsTheyFit() {
    ByteString large = ByteString.copyFrom(new byte[BlockTxs.MOST_BYTES - 100]);
    List<ByteString> small =
        List.of(ByteString.copyFromUtf8("beacon"), ByteString.copyFromUtf8("one"));
    engine.transactions(height ->
        switch ((int) height) {
          case 1 -> Optional.of(small);
          case 2 -> Optional.of(List.of(small.getFirst(), large, large));
          default -> Optional.empty();
        });
    for (LedgerClient ledger : List.of(local, remote())) {
      assertThat(ledger.block(1)).contains(new BlockTxs(1, 2, small));
      assertThat(ledger.block(2)).contains(new BlockTxs(2, 3, List.of(small.getFirst(), large)));
      assertThat(ledger.block(9)).isEmpty();
      assertThat(ledger.block(0)).isEmpty();
    }
    engine.transactions(_ -> {
      throw new BlocksUnavailable("it is being started", new IOException("no answer"));
    });
    assertThatThrownBy(() -> local.block(1)).isInstanceOf(LedgerUnavailable.class);
  }

  /// The set changes at each 20th height; who is in no commit has signed none.
  @Test
  void tellsWhoSignedOfLate() {
    while (chain.height() < 70) {
      engine.makeBlock();
    }
    ServerReport own = local.report().orElseThrow();
    assertThat(own.engine()).isEqualTo("embedded");
    assertThat(own.height()).isEqualTo(70);
    assertThat(own.commits()).isEqualTo(ServerReport.COMMITS);
    assertThat(own.catchingUp()).isTrue();
    assertThat(own.signers())
        .extracting(ServerReport.Signer::address)
        .containsExactlyInAnyOrderElementsOf(
            engine.validators(70).orElseThrow().members().stream()
                .map(Validators.Validator::address)
                .toList());
    assertThat(own.signers()).allMatch(signer -> signer.last() == 70 && signer.signed() > 0);
    try (RemoteLedger far = remote()) {
      ServerReport said = far.report().orElseThrow();
      assertThat(said.server()).isEqualTo("http://127.0.0.1:1");
      assertThat(said.signers()).isEqualTo(own.signers());
      assertThat(said.behind()).isZero();
    }
  }

  @Test
  void aReportIsBoundedAndWithoutBlocksThereIsNone() {
    assertThatThrownBy(() ->
            new ServerReport("", "x", 1, 1, 0, false, Collections.nCopies(65, "a"), 1, List.of()))
        .isInstanceOf(UntrustedAnswer.class);
    assertThatThrownBy(
            () -> new ServerReport("", "x".repeat(65), 1, 1, 0, false, List.of(), 1, List.of()))
        .isInstanceOf(UntrustedAnswer.class);
    assertThatThrownBy(() -> new ServerReport("", "x", 1, 1, 0, false, List.of(), 51, List.of()))
        .isInstanceOf(UntrustedAnswer.class);
    engine.headers(_ -> {
      throw new BlocksUnavailable("nobody answers", new IOException("connection refused"));
    });
    assertThat(service.answer("node", new byte[0]).status()).isEqualTo(503);
  }

  @Test
  void answersEachHeaderWithTheSetOfItsHeight() {
    while (chain.height() < 50) {
      engine.makeBlock();
    }
    for (long height : List.of(1L, 19L, 20L, 39L, 40L, 50L)) {
      var block = local.lightBlock(height).orElseThrow();
      assertThat(Validators.of(block.getValidatorSet()).orElseThrow().hash())
          .as("height %s", height)
          .isEqualTo(block.getSignedHeader().getHeader().getValidatorsHash());
    }
    assertThat(local.lightBlock(51)).isEmpty();
  }

  @Test
  void aRemoteClientFollowsTheChangesAndProvesUnderTheNewestSet() {
    try (RemoteLedger early = remote()) {
      assertThat(early.get(TREASURY)).isPresent();
      while (chain.height() < 50) {
        engine.makeBlock();
      }
      assertThat(early.get(TREASURY)).isPresent();
      assertThat(early.read(List.of(TREASURY), 30, true).value()).isPresent();
    }
    try (RemoteLedger late = remote()) {
      assertThat(late.get(TREASURY)).isPresent();
      assertThat(late.lightBlock(10)).isPresent();
    }
  }

  @Test
  void withoutASignedHeaderThereIsNoProvedReadingAndTheDoorSaysThatItIsUnavailable() {
    List<byte[]> keys = List.of(StateKeys.params());
    byte[] get =
        GetRequest.newBuilder()
            .addKeys(ByteString.copyFrom(StateKeys.params()))
            .setProve(true)
            .build()
            .toByteArray();
    byte[] block = LightBlockRequest.newBuilder().setHeight(1).build().toByteArray();
    assertThat(local.read(keys, 1, true).next()).isPresent();
    engine.headers(_ -> Optional.empty());
    assertThatThrownBy(() -> local.read(keys, 1, true))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("no signed header of height 2");
    assertThat(service.answer("get", get).status()).isEqualTo(503);
    engine.headers(_ -> {
      throw new BlocksUnavailable("nobody answers", new IOException("connection refused"));
    });
    assertThatThrownBy(() -> local.read(keys, 1, true))
        .isInstanceOf(LedgerUnavailable.class)
        .hasMessageContaining("connection refused");
    assertThatThrownBy(() -> local.lightBlock(1)).isInstanceOf(LedgerUnavailable.class);
    assertThat(service.answer("get", get).status()).isEqualTo(503);
    assertThat(service.answer("light-block", block).status()).isEqualTo(503);
    assertThat(local.read(keys, 1, false).next()).isEmpty();
  }
}
