package network.cairn.app.daemon;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.base.files.DurableFiles;
import network.cairn.content.unixfs.format.UnixFsEncoder;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.codec.dagpb.PbNode;
import network.cairn.ipld.dag.Block;
import network.cairn.ipld.dag.Links;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.blockstore.Writer;
import network.cairn.store.config.Config;
import network.cairn.store.config.ConfigProfile;
import network.cairn.store.config.InvalidConfig;
import network.cairn.store.hash.Hashes;
import network.cairn.store.keys.Keystore;
import network.cairn.store.keys.Token;
import network.cairn.store.pin.Mode;
import network.cairn.store.repo.RepoOptions;
import network.cairn.store.repo.Repository;

/// Makes a directory the home of a node.
final class Home {
  private static final String PEER_ID = "Identity.PeerID";

  private Home() {}

  /// @param network the network file to belong to
  /// @param profiles what is changed of the usual configuration, in this order
  record Plan(Optional<Path> network, List<ConfigProfile> profiles) {
    Plan {
      profiles = List.copyOf(profiles);
    }

    static Plan of(ConfigProfile... profiles) {
      return new Plan(Optional.empty(), List.of(profiles));
    }

    /// The profiles as they are written on the command line, with commas.
    ///
    /// @throws InvalidConfig if one is none
    static List<ConfigProfile> profiles(String text) {
      return Stream.of(text.split(","))
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .map(ConfigProfile::named)
          .toList();
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
    Keystore keys = keys(home, random, out);
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
    config.setText(PEER_ID, keys.peerId().toString());
    if (network.isPresent()) {
      config.setText("Ledger.Network", Joining.NETWORK);
    }
    plan.profiles().forEach(profile -> config.apply(profile, false));
  }

  /// Gives the node a new key and id; the key of now is kept under a name.
  ///
  /// @throws network.cairn.store.repo.RepoLocked if another process has the home open
  static void rotate(Path home, String old, PrintStream out) throws IOException {
    try (StorageNode node = StorageNode.open(home, "cairn key rotate")) {
      PeerId made = Keystore.rotate(home, old, new SecureRandom());
      node.config().setText(PEER_ID, made.toString());
      out.println("generating ED25519 keypair...done");
      out.println("peer identity: " + made);
    }
  }

  /// Those that are there already stay: of a backup, or of an initialization that was cut off.
  private static Keystore keys(Path home, SecureRandom random, PrintStream out) throws IOException {
    boolean anew = !Files.exists(home.resolve("keystore").resolve("peer"));
    if (anew) {
      out.print("generating ED25519 keypair...");
    }
    Keystore keys = Keystore.create(home, random);
    out.println(anew ? "done" : "the keys in " + home.resolve("keystore") + " are kept");
    return keys;
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
