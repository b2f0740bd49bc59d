package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.api.answer.kubo.KeyAnswer;
import network.cairn.api.answer.kubo.KeyRenaming;
import network.cairn.api.answer.kubo.KeysAnswer;
import network.cairn.api.table.RepoTable;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.store.keys.Keystore;

/// `key/…`: named keys of the node.
final class Keys {
  private static final String BASE = "ipns-base";
  private final Backend backend;

  Keys(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(RepoTable.KEY_LIST, this::list),
        Route.of(RepoTable.KEY_LS, this::list),
        Route.of(RepoTable.KEY_GENERATE, this::generate),
        Route.of(RepoTable.KEY_REMOVE, this::remove),
        Route.of(RepoTable.KEY_RENAME, this::rename));
  }

  private void list(Call call, Reply reply) throws IOException {
    keys(call, reply, backend.keys().list());
  }

  private static void keys(Call call, Reply reply, List<Keystore.Named> keys) throws IOException {
    reply.value(new KeysAnswer(keys.stream().map(key -> key(call, key)).toList()));
  }

  private static KeyAnswer key(Call call, Keystore.Named key) {
    return new KeyAnswer(key.name(), text(call, key.id()));
  }

  /// The key as a name: a CIDv1 of codec libp2p-key.
  private static String text(Call call, PeerId id) {
    String base = call.text(BASE).orElse("base36");
    if (base.equals("b58mh") || base.equals("v0")) {
      return id.toString();
    }
    Optional<Multibase> found = Multibase.named(base);
    return Cid.v1(Multicodec.LIBP2P_KEY, Multihash.decode(id.bytes()))
        .toString(found.orElseThrow(() -> new BadRequest("unknown multibase \"" + base + "\"")));
  }

  private void generate(Call call, Reply reply) throws IOException {
    String type = call.text("type").orElse("ed25519");
    if (!type.equals("ed25519")) {
      throw new BadRequest("keys of type " + type + " are not made; ed25519 is");
    }
    reply.value(key(call, backend.keys().generate(call.argument(0))));
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
            call.argument(0), call.argument(1), text(call, renamed.id()), renamed.overwrote()));
  }
}
