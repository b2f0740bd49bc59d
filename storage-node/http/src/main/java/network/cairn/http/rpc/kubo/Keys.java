package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import network.cairn.api.answer.kubo.KeyAnswer;
import network.cairn.api.answer.kubo.KeyRenaming;
import network.cairn.api.answer.kubo.KeysAnswer;
import network.cairn.api.table.RepoTable;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Part;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.libp2p.peer.KeyType;
import network.cairn.libp2p.peer.PrivateKey;
import network.cairn.store.keys.KeyFormat;
import network.cairn.store.keys.Keystore;

/// `key/…`: named keys of the node.
final class Keys {
  private static final String BASE = "ipns-base";
  private static final int MAX_FILE = 16 << 10;
  private final Backend backend;

  Keys(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(RepoTable.KEY_LIST, this::list),
        Route.of(RepoTable.KEY_LS, this::list),
        Route.of(RepoTable.KEY_GENERATE, this::generate),
        Route.of(RepoTable.KEY_IMPORT, this::take),
        Route.of(RepoTable.KEY_REMOVE, this::remove),
        Route.of(RepoTable.KEY_RENAME, this::rename));
  }

  private void list(Call call, Reply reply) throws IOException {
    keys(call, reply, backend.keys().list());
  }

  private static void keys(Call call, Reply reply, List<Keystore.Named> keys) throws IOException {
    PeerIdBase base = new PeerIdBase(call, BASE);
    reply.value(new KeysAnswer(keys.stream().map(key -> key(base, key)).toList()));
  }

  private static KeyAnswer key(PeerIdBase base, Keystore.Named key) {
    return new KeyAnswer(key.name(), base.text(key.id()));
  }

  private void generate(Call call, Reply reply) throws IOException {
    PeerIdBase base = new PeerIdBase(call, BASE);
    KeyType type =
        switch (call.text("type").orElse("ed25519")) {
          case "ed25519" -> KeyType.ED25519;
          case "rsa" -> KeyType.RSA;
          case "secp256k1" -> KeyType.SECP256K1;
          case String other -> throw new CommandError("unrecognized key type: " + other);
        };
    OptionalLong size = call.number("size");
    OptionalInt bits =
        size.isPresent()
            ? OptionalInt.of(Math.clamp(size.getAsLong(), -1, Integer.MAX_VALUE))
            : OptionalInt.empty();
    reply.value(key(base, backend.keys().generate(call.argument(0), type, bits)));
  }

  /// Keeps a key from a file of the caller's.
  private void take(Call call, Reply reply) throws IOException {
    PeerIdBase base = new PeerIdBase(call, BASE);
    if (call.argument(0).equals(Keystore.SELF)) {
      throw new CommandError("cannot import key with name 'self'");
    }
    Part part = call.part().orElseThrow(() -> new BadRequest("file argument 'key' is required"));
    byte[] content = part.body().readNBytes(MAX_FILE + 1);
    if (content.length > MAX_FILE) {
      throw new CommandError("a key file is at most " + MAX_FILE + " bytes");
    }
    PrivateKey key =
        KeyFormat.named(call.text("format").orElse(KeyFormat.LIBP2P.label())).decode(content);
    if (key.type() == KeyType.ECDSA && !call.flag("allow-any-key-type")) {
      throw new CommandError(
          "key type ECDSA is not allowed to be imported, only RSA, Ed25519, or Secp256k1; use flag"
              + " --allow-any-key-type if you are sure of what you're doing");
    }
    reply.value(key(base, backend.keys().put(call.argument(0), key)));
  }

  private void remove(Call call, Reply reply) throws IOException {
    List<Keystore.Named> removed = new ArrayList<>();
    for (String name : call.arguments()) {
      removed.add(backend.keys().remove(name));
    }
    keys(call, reply, removed);
  }

  private void rename(Call call, Reply reply) throws IOException {
    Keystore.Renamed renamed =
        backend.keys().rename(call.argument(0), call.argument(1), call.flag("force"));
    reply.value(
        new KeyRenaming(
            call.argument(0),
            call.argument(1),
            new PeerIdBase(call, BASE).text(renamed.id()),
            renamed.overwrote()));
  }
}
