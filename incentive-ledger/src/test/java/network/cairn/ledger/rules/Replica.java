package network.cairn.ledger.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import network.cairn.ledger.engine.BlockData;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.engine.comet.HandMadeComet;
import network.cairn.ledger.types.Genesis;
import network.cairn.proto.abci.ResponseFinalizeBlock;
import network.cairn.proto.abci.ResponseInfo;

/// One validator's program over a store of its own, which may be killed at any point and comes back
/// from what it has stored. For one thread.
final class Replica implements AutoCloseable {
  final String name;
  private final Genesis genesis;
  private final ValidatorKeys keys;
  private final Path states;
  private HandMadeComet comet;
  private long height;

  Replica(String name, Genesis genesis, ValidatorKeys keys, Path states) throws IOException {
    this.name = name;
    this.genesis = genesis;
    this.keys = keys;
    this.states = Files.createDirectories(states);
    this.comet = open();
    comet.init();
  }

  private HandMadeComet open() throws IOException {
    return new HandMadeComet(genesis, keys, states, Crypto.strict());
  }

  /// The height that it has committed.
  long height() {
    return height;
  }

  boolean hears(ByteString tx) throws IOException {
    return comet.check(tx);
  }

  List<ByteString> proposes(BlockContext context, long maxBytes) throws IOException {
    return comet.prepare(new BlockData(context, List.of()), maxBytes);
  }

  boolean accepts(BlockData block) throws IOException {
    return comet.process(block);
  }

  /// Executes a decided block, which CometBFT has not committed yet.
  ResponseFinalizeBlock executes(BlockData block) throws IOException {
    assertThat(block.height()).isEqualTo(height + 1);
    return comet.finalizeBlock(block);
  }

  void commits() throws IOException {
    comet.commit();
    height++;
  }

  /// CometBFT was killed, this program was not.
  void losesCometBft() throws IOException {
    comet.reconnect();
    comesBack();
  }

  /// This program was killed, and CometBFT ended with it.
  void isKilled() throws IOException {
    comet.close();
    comet = open();
    comesBack();
  }

  /// Its state is gone: it is made again from the blocks.
  void losesItsState() throws IOException {
    comet.close();
    try (Stream<Path> files = Files.list(states)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    height = 0;
    comet = open();
    comesBack();
  }

  private void comesBack() throws IOException {
    ResponseInfo info = comet.info();
    assertThat(info.getLastBlockHeight()).as("%s has what it committed", name).isEqualTo(height);
    if (height == 0) {
      comet.init();
    }
  }

  @Override
  public void close() throws IOException {
    assertThat(comet.fatal).as("%s went on", name).isNotDone();
    comet.close();
  }
}
