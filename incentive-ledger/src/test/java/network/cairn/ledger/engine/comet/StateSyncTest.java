package network.cairn.ledger.engine.comet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import network.cairn.base.time.RealScheduler;
import network.cairn.ledger.engine.Beacons;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.comet.StateSync.Applied;
import network.cairn.ledger.engine.comet.StateSync.Offered;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.engine.snapshot.Manifest;
import network.cairn.ledger.engine.snapshot.SnapshotFolder;
import network.cairn.ledger.engine.snapshot.SnapshotTaker;
import network.cairn.ledger.rules.BlockContext;
import network.cairn.ledger.rules.Crypto;
import network.cairn.ledger.store.Keeping;
import network.cairn.proto.abci.ResponseApplySnapshotChunk;
import network.cairn.proto.abci.Snapshot;
import network.cairn.proto.ledgerapi.LedgerHead;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A home without blocks takes the state of others over, and nothing but that state.
final class StateSyncTest {
  private static final int BLOCKS = 5;

  @TempDir private Path folder;
  private LedgerHead head;
  private Snapshot told;
  private ByteString chunk;

  private HandMadeComet comet(String name) throws IOException {
    return new HandMadeComet(
        TestChain.genesis(),
        TestChain.keys(),
        folder.resolve(name).resolve("state"),
        Crypto.strict());
  }

  private static void step(HandMadeComet comet) throws IOException {
    BlockContext context =
        new BlockContext(
            comet.tip.head().getHeight() + 1,
            TestChain.START.toEpochMilli() * 1_000_000L
                + comet.tip.head().getHeight() * 250_000_000L,
            TestChain.keys().address());
    BlockData block =
        new BlockData(context, List.of(Beacons.next(comet.tip.own(), TestChain.keys())));
    comet.finalizeBlock(block);
    comet.commit();
  }

  @BeforeEach
  void aValidatorHasASnapshot() throws IOException {
    try (HandMadeComet one = comet("one")) {
      one.init();
      for (int i = 0; i < BLOCKS; i++) {
        step(one);
      }
      head = one.tip.head();
      assertThat(one.list().getSnapshotsList()).isEmpty();
      SnapshotFolder snapshots = SnapshotFolder.open(folder.resolve("one").resolve("snapshots"));
      one.tip.read(state -> snapshots.take(state, 2));
      told = one.list().getSnapshotsList().getFirst();
      chunk = one.load(BLOCKS, Manifest.FORMAT, 0);
      assertThat(one.load(BLOCKS, Manifest.FORMAT, 1)).isEmpty();
      assertThat(one.load(BLOCKS, Manifest.FORMAT, -1)).isEmpty();
      assertThat(one.load(BLOCKS + 1, Manifest.FORMAT, 0)).isEmpty();
      assertThat(one.load(-1, Manifest.FORMAT, 0)).isEmpty();
      assertThat(one.load(BLOCKS, 2, 0)).isEmpty();
      one.info();
      assertThat(one.offer(told, head.getAppHash())).isEqualTo(Offered.ABORT.code);
    }
    assertThat(told.getChunks()).isOne();
    assertThat(told.getHeight()).isEqualTo(BLOCKS);
  }

  @Test
  void anEmptyHomeTakesTheStateAndGoesOn() throws IOException {
    LedgerHead next;
    try (HandMadeComet one = comet("one")) {
      one.info();
      step(one);
      next = one.tip.head();
    }
    try (HandMadeComet two = comet("two")) {
      two.info();
      assertThat(two.offer(told, head.getAppHash())).isEqualTo(Offered.ACCEPT.code);
      assertThat(two.apply(0, chunk).getResult()).isEqualTo(Applied.ACCEPT.code);
      assertThat(two.info().getLastBlockHeight()).isEqualTo(BLOCKS);
      assertThat(two.info().getLastBlockAppHash()).isEqualTo(head.getAppHash());
      step(two);
      assertThat(two.tip.head()).isEqualTo(next);
      assertThat(two.fatal).isNotDone();
    }
  }

  /// CometBFT has no blocks below, so nothing else would give the state again.
  @Test
  void aSnapshotOfTheNextHeightIsTakenAtOnceAndNoFurtherOne() throws Exception {
    SnapshotFolder snapshots = SnapshotFolder.open(folder.resolve("two").resolve("snapshots"));
    CompletableFuture<Long> taken = new CompletableFuture<>();
    try (HandMadeComet two = comet("two")) {
      two.tip.take(
          new SnapshotTaker(
              snapshots,
              Keeping.standard(),
              new RealScheduler(),
              height -> taken.complete(height)));
      two.info();
      two.offer(told, head.getAppHash());
      assertThat(two.apply(0, chunk).getResult()).isEqualTo(Applied.ACCEPT.code);
      step(two);
      assertThat(taken.get(60, TimeUnit.SECONDS)).isEqualTo(BLOCKS + 1L);
      step(two);
    }
    assertThat(snapshots.heights()).containsExactly(BLOCKS + 1L);
    assertThat(snapshots.manifest(BLOCKS + 1L).orElseThrow().head().hasBlockId()).isTrue();
  }

  /// Killed before its first snapshot was there, it takes one when it is back.
  @Test
  void aSnapshotThatIsOwedStaysOwedOverAStart() throws Exception {
    try (HandMadeComet two = comet("two")) {
      two.info();
      two.offer(told, head.getAppHash());
      two.apply(0, chunk);
      step(two);
    }
    CompletableFuture<Long> taken = new CompletableFuture<>();
    try (HandMadeComet two = comet("two")) {
      two.tip.take(
          new SnapshotTaker(
              SnapshotFolder.open(folder.resolve("two").resolve("snapshots")),
              Keeping.standard(),
              new RealScheduler(),
              height -> taken.complete(height)));
      two.info();
      step(two);
      assertThat(taken.get(60, TimeUnit.SECONDS)).isEqualTo(BLOCKS + 2L);
    }
  }

  /// CometBFT was killed before it noted the snapshot: it has no blocks and asks again.
  @Test
  void aStateOverWhichNothingWasCommittedIsReplaced() throws IOException {
    try (HandMadeComet two = comet("two")) {
      two.info();
      two.offer(told, head.getAppHash());
      two.apply(0, chunk);
    }
    try (HandMadeComet two = comet("two")) {
      assertThat(two.info().getLastBlockHeight()).isEqualTo(BLOCKS);
      assertThat(two.offer(told, head.getAppHash())).isEqualTo(Offered.ACCEPT.code);
      assertThat(two.apply(0, chunk).getResult()).isEqualTo(Applied.ACCEPT.code);
      assertThat(two.info().getLastBlockAppHash()).isEqualTo(head.getAppHash());
      step(two);
      assertThat(two.fatal).isNotDone();
    }
    try (HandMadeComet two = comet("two")) {
      two.info();
      assertThat(two.offer(told, head.getAppHash())).isEqualTo(Offered.ABORT.code);
      assertThat(two.fatal).isNotDone();
    }
  }

  @Test
  void whatTheDiskDoesNotGiveIsNotGivenAndEndsNothing() throws IOException {
    Path snapshots = folder.resolve("one").resolve("snapshots");
    for (String name : List.of("0000000000000005.0.chunk", "0000000000000005.manifest")) {
      Files.delete(snapshots.resolve(name));
      Files.createDirectory(snapshots.resolve(name)); // It opens, and reading it fails.
    }
    try (HandMadeComet one = comet("one")) {
      assertThat(one.load(BLOCKS, Manifest.FORMAT, 0)).isEmpty();
      assertThat(one.list().getSnapshotsList()).isEmpty();
      Files.move(snapshots, folder.resolve("away"));
      assertThat(one.list().getSnapshotsList()).isEmpty();
      SnapshotTaker taker =
          new SnapshotTaker(
              SnapshotFolder.open(snapshots), Keeping.standard(), new RealScheduler(), _ -> {});
      Files.delete(snapshots);
      assertThat(taker.oldest()).isEmpty();
      assertThat(one.fatal).isNotDone();
    }
  }

  @Test
  void refusesWhatIsNotThisChainsAtTheTrustedHash() throws IOException {
    Manifest manifest = Manifest.decode(told.getMetadata());
    Manifest foreign =
        new Manifest(
            manifest.head().toBuilder().setChainRef(manifest.head().getAppHash()).build(),
            manifest.entries(),
            manifest.chunks());
    byte[] changed = told.getMetadata().toByteArray();
    changed[changed.length - 1] ^= 1;
    try (HandMadeComet two = comet("two")) {
      two.info();
      assertThat(two.offer(told.toBuilder().setFormat(2).build(), head.getAppHash()))
          .isEqualTo(Offered.REJECT_FORMAT.code);
      assertThat(two.offer(told, head.getChainRef())).isEqualTo(Offered.REJECT.code);
      assertThat(
              two.offer(
                  told.toBuilder().setMetadata(foreign.encode()).setHash(foreign.hash()).build(),
                  head.getAppHash()))
          .isEqualTo(Offered.REJECT.code);
      for (Snapshot wrong :
          List.of(
              told.toBuilder().setMetadata(ByteString.copyFrom(changed)).build(),
              told.toBuilder().setMetadata(ByteString.EMPTY).build(),
              told.toBuilder().setHash(head.getAppHash()).build(),
              told.toBuilder().setChunks(2).build(),
              told.toBuilder().setHeight(BLOCKS + 1).build())) {
        assertThat(two.offer(wrong, head.getAppHash())).isEqualTo(Offered.REJECT_SENDER.code);
      }
      assertThat(two.apply(0, chunk).getResult()).isEqualTo(Applied.ABORT.code);
      assertThat(two.tip.head().getHeight()).isZero();
    }
  }

  @Test
  void aChangedOrTooLongChunkIsAskedOfAnother() throws IOException {
    byte[] changed = chunk.toByteArray();
    changed[changed.length / 2] ^= 1;
    try (HandMadeComet two = comet("two")) {
      two.info();
      two.offer(told, head.getAppHash());
      for (ByteString wrong :
          List.of(
              ByteString.copyFrom(changed),
              ByteString.EMPTY,
              chunk.concat(ByteString.copyFrom(new byte[Manifest.MAX_CHUNK])))) {
        ResponseApplySnapshotChunk answer = two.apply(0, wrong);
        assertThat(answer.getResult()).isEqualTo(Applied.RETRY.code);
        assertThat(answer.getRefetchChunksList()).containsExactly(0);
        assertThat(answer.getRejectSendersList()).containsExactly("peer");
      }
      assertThat(two.apply(1, chunk).getResult()).isEqualTo(Applied.RETRY_SNAPSHOT.code);
      assertThat(two.apply(0, chunk).getResult()).isEqualTo(Applied.ACCEPT.code);
      assertThat(two.tip.head().getHeight()).isEqualTo(BLOCKS);
    }
  }

  /// Right chunks of a manifest that lies: the home is as it was, and takes the next one.
  @Test
  void aSnapshotWithAnotherRootIsRefusedWhole() throws IOException {
    Manifest manifest = Manifest.decode(told.getMetadata());
    LedgerHead lie = manifest.head().toBuilder().setAppHash(head.getChainRef()).build();
    Manifest lying = new Manifest(lie, manifest.entries(), manifest.chunks());
    try (HandMadeComet two = comet("two")) {
      two.info();
      ByteString before = two.tip.head().getAppHash();
      assertThat(
              two.offer(
                  told.toBuilder().setMetadata(lying.encode()).setHash(lying.hash()).build(),
                  lie.getAppHash()))
          .isEqualTo(Offered.ACCEPT.code);
      ResponseApplySnapshotChunk answer = two.apply(0, chunk);
      assertThat(answer.getResult()).isEqualTo(Applied.REJECT_SNAPSHOT.code);
      assertThat(answer.getRejectSendersList()).containsExactly("peer");
      assertThat(two.tip.head().getAppHash()).isEqualTo(before);
      assertThat(two.info().getLastBlockHeight()).isZero();
      assertThat(folder.resolve("two").resolve("snapshots")).isEmptyDirectory();
      assertThat(two.offer(told, head.getAppHash())).isEqualTo(Offered.ACCEPT.code);
      assertThat(two.offer(told, head.getAppHash())).isEqualTo(Offered.ACCEPT.code);
      ResponseApplySnapshotChunk right = two.apply(0, chunk);
      assertThat(right.getResult()).isEqualTo(Applied.ACCEPT.code);
      assertThat(right.getRejectSendersList()).isEmpty();
      Optional<LedgerHead> shown = two.tip.read(state -> state.head());
      assertThat(shown.orElseThrow().getHeight()).isEqualTo(BLOCKS);
    }
  }
}
