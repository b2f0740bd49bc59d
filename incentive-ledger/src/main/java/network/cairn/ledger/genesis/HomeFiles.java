package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import network.cairn.base.files.DurableFiles;
import network.cairn.ledger.engine.ChainMove;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NotCanonical;
import network.cairn.ledger.types.OutOfRange;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.ledger.wallet.Signer;

/// The files of a home that say which chain it is of and who its validator is; a fault of one is an
/// [InvalidHome] that names it.
record HomeFiles(Path folder) {
  static final String MOVED = "moved";
  static final int MAX_GENESIS = 1 << 20;

  /// What everybody knows of a chain.
  record Chain(Genesis genesis, NetworkFile network) {}

  /// Where the key of some role is.
  Path key(String role) {
    return folder.resolve("keystore").resolve(role);
  }

  /// The key of some role.
  ///
  /// @throws network.cairn.ledger.wallet.KeyFileFault if the home has none
  Signer signer(String role) {
    return KeyFile.read(key(role));
  }

  boolean hasKey(String role) {
    return Files.exists(key(role));
  }

  boolean hasGenesis() {
    return Files.exists(folder.resolve("genesis"));
  }

  boolean hasConsensus() {
    return Files.exists(folder.resolve("consensus"));
  }

  /// Writes what is not a key, the genesis last: a folder without it is no home.
  void write(Genesis genesis, NetworkFile network, Optional<ConsensusFile> consensus) {
    write(folder.resolve("network"), network.format().getBytes(StandardCharsets.UTF_8));
    consensus.ifPresent(
        file -> write(folder.resolve("consensus"), file.format().getBytes(StandardCharsets.UTF_8)));
    write(folder.resolve("genesis"), genesis.encode().toByteArray());
  }

  Chain chain() {
    byte[] bytes = read(folder.resolve("genesis"), MAX_GENESIS);
    byte[] text = read(folder.resolve("network"), NetworkFile.MAX_SIZE);
    Genesis genesis;
    NetworkFile network;
    try {
      genesis = Genesis.decode(ByteString.copyFrom(bytes));
      network = NetworkFile.parse(new String(text, StandardCharsets.UTF_8));
    } catch (NotCanonical | OutOfRange e) {
      throw new InvalidHome(
          "the genesis in " + folder + " is damaged: " + e.getMessage() + "; restore the file", e);
    } catch (InvalidNetworkFile e) {
      throw new InvalidHome(
          "the network file in " + folder + " is broken: " + e.getMessage() + "; restore it", e);
    }
    if (!network.isOf(genesis)) {
      throw new InvalidHome(
          "the files genesis and network in "
              + folder
              + " do not belong together; restore whichever is damaged from a backup");
    }
    return new Chain(genesis, network);
  }

  ConsensusFile consensus() {
    Path file = folder.resolve("consensus");
    String text = new String(read(file, ConsensusFile.MAX_SIZE), StandardCharsets.UTF_8);
    try {
      return ConsensusFile.parse(text);
    } catch (InvalidNetworkFile e) {
      throw new InvalidHome(file + " is broken: " + e.getMessage() + "; mend the line", e);
    }
  }

  /// Where the chain was moved; empty in a home that is not of after that.
  Optional<ChainMove> move() {
    Path file = folder.resolve(MOVED);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(ChainMove.decode(ByteString.copyFrom(read(file, ChainMove.MAX_BYTES))));
    } catch (NotCanonical | OutOfRange e) {
      throw new InvalidHome(file + " is damaged: " + e.getMessage() + "; restore it", e);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      DurableFiles.replace(file, bytes);
    } catch (IOException e) {
      throw new InvalidHome("cannot write " + file, e);
    }
  }

  /// All bytes of a file that has at most so many.
  static byte[] read(Path file, int max) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(max + 1);
      if (bytes.length > max) {
        throw new InvalidHome(file + " is longer than " + max + " bytes");
      }
      return bytes;
    } catch (IOException e) {
      throw new InvalidHome("cannot read " + file + "; make a chain with: cairn ledger init", e);
    }
  }
}
