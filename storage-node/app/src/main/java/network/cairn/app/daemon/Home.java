package network.cairn.app.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import network.cairn.base.files.DurableFiles;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.config.Config;
import network.cairn.store.hash.Hashes;
import network.cairn.store.keys.Keystore;
import network.cairn.store.keys.Token;
import network.cairn.store.pin.Mode;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;

/// Makes a directory the home of a node.
final class Home {
  private Home() {}

  /// Kinds of configuration.
  enum Profile {
    /// As for a machine on the network.
    SERVER,
    /// Loopback only, on whatever ports are free.
    TEST;

    /// @throws StartFailed if there is none of this name
    static Profile named(String name) {
      return switch (name) {
        case "", "server" -> SERVER;
        case "test" -> TEST;
        default -> throw new StartFailed("no profile '" + name + "'; there are server and test");
      };
    }
  }

  /// @param network the network file to belong to
  record Plan(Optional<Path> network, Profile profile) {
    static Plan standard() {
      return new Plan(Optional.empty(), Profile.SERVER);
    }
  }

  /// Makes keys, token, configuration and repository, in this order: the configuration is what
  /// counts as a home, so a crash in between leaves none.
  ///
  /// With a network, a home that is there already joins it and is left as it is otherwise.
  ///
  /// @throws StartFailed if there is a home already and no network to join
  static void init(Path home, Plan plan, PrintStream out) throws IOException {
    Optional<NetworkFile> network = Optional.empty();
    if (plan.network().isPresent()) {
      network = Optional.of(LedgerSide.read(plan.network().get()));
    }
    if (Config.exists(home)) {
      if (network.isPresent()) {
        Joining.join(home, network.get(), out);
        return;
      }
      throw new StartFailed(
          "a cairn configuration already exists in "
              + home
              + "; initializing it again would overwrite the keys");
    }
    DurableFiles.createSecretDirectory(home);
    SecureRandom random = new SecureRandom();
    out.print("generating ED25519 keypair...");
    Keystore keys = Keystore.create(home, random);
    out.println("done");
    out.println("peer identity: " + keys.peerId());
    out.println("initializing cairn node at " + home);
    Token.ofHome(home, random);
    Repository.init(home);
    keepEmptyDirectory(home);
    createKey(home, "wallet", random);
    createKey(home, "operator", random);
    if (network.isPresent()) {
      DurableFiles.replace(home.resolve(Joining.NETWORK), network.get().format());
    }
    Config config = Config.create(home);
    config.setText("Identity.PeerID", keys.peerId().toString());
    if (network.isPresent()) {
      config.setText("Ledger.Network", Joining.NETWORK);
    }
    if (plan.profile() == Profile.TEST) {
      config.setJson("Addresses.Swarm", "[\"/ip4/127.0.0.1/tcp/0\"]");
      config.setText("Addresses.API", "/ip4/127.0.0.1/tcp/0");
    }
  }

  /// As Kubo does, under a pin: whoever begins with an empty directory finds it.
  private static void keepEmptyDirectory(Path home) throws IOException {
    byte[] bytes = new PbNode(List.of(), Optional.of(UnixFsEncoder.directory())).encode();
    Block empty = Block.of(Cid.v0(Multihash.sha256(bytes)), bytes);
    RepoOptions options = RepoOptions.defaults("init", Links::of, new Hashes()).withDiskReserve(0);
    try (Repository repository = Repository.open(home, options);
        Writer writer = repository.blockstore().writer()) {
      writer.put(empty);
      writer.commit();
      repository.pins().addComplete(empty.cid(), Mode.RECURSIVE, Optional.empty());
    }
  }

  private static void createKey(Path home, String name, SecureRandom random) {
    Path file = home.resolve("keystore").resolve(name);
    if (!Files.exists(file)) {
      KeyFile.create(file, random);
    }
  }
}
