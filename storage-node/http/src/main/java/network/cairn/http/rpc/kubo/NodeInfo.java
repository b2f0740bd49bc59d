package network.cairn.http.rpc.kubo;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.api.Command;
import network.cairn.api.Option;
import network.cairn.api.answer.content.PathAnswer;
import network.cairn.api.answer.kubo.IdAnswer;
import network.cairn.api.answer.kubo.VersionAnswer;
import network.cairn.api.table.Commands;
import network.cairn.api.table.ContentTable;
import network.cairn.api.table.NodeTable;
import network.cairn.api.table.SwarmTable;
import network.cairn.content.service.ContentReader;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.content.unixfs.Resolved;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.http.rpc.Json;
import network.cairn.http.rpc.Reply;
import network.cairn.http.rpc.Route;
import network.cairn.libp2p.multiaddr.Multiaddr;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.libp2p.peer.PublicKey;
import network.cairn.libp2p.peerstore.Peerstore;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What concerns the node itself: `id`, `version`, `commands`, `resolve`, `diag/sys`, `shutdown`.
final class NodeInfo {
  private final Backend backend;

  NodeInfo(Backend backend) {
    this.backend = backend;
  }

  List<Route> routes() {
    return List.of(
        Route.of(SwarmTable.ID, this::id),
        Route.of(NodeTable.VERSION, this::version),
        Route.of(ContentTable.RESOLVE, this::resolve),
        Route.of(NodeTable.SYSTEM, this::system),
        Route.of(NodeTable.SHUTDOWN, this::shutdown));
  }

  private void id(Call call, Reply reply) throws IOException {
    PeerId self = backend.keys().peerId();
    PeerId wanted = call.optional(0).map(SwarmRpc::peer).orElse(self);
    PeerIdBase base = new PeerIdBase(call, "peerid-base");
    IdAnswer answer = wanted.equals(self) ? self() : known(wanted);
    reply.value(answer.as(base.text(wanted)));
  }

  private IdAnswer known(PeerId peer) {
    IdAnswer answer = describe(SwarmRpc.online(backend).host().peerstore(), peer);
    if (answer.protocols().isEmpty() && answer.addresses().isEmpty()) {
      throw new CommandError("peer " + peer + " is not known; connect to it first");
    }
    return answer;
  }

  private IdAnswer self() {
    PeerId self = backend.keys().peerId();
    String key = base64(backend.keys().peer().publicKey());
    if (backend.online().isEmpty()) {
      return new IdAnswer(self.toString(), key, Optional.empty(), agent(), Optional.empty());
    }
    Backend.Online online = backend.online().get();
    List<String> addresses =
        online.host().announcedAddresses().stream().map(a -> a.withPeer(self).toString()).toList();
    return new IdAnswer(
        self.toString(),
        key,
        Optional.of(addresses),
        online.agent(),
        Optional.of(online.host().protocols()));
  }

  private String agent() {
    return "cairn/" + backend.identity().version();
  }

  /// What is known of a peer.
  static IdAnswer describe(Peerstore store, PeerId peer) {
    return new IdAnswer(
        peer.toString(),
        store.key(peer).map(NodeInfo::base64).orElse(""),
        sorted(store.addresses(peer).stream().map(a -> full(a, peer)).toList()),
        store.agent(peer).orElse(""),
        sorted(store.protocols(peer)));
  }

  private static String full(Multiaddr address, PeerId peer) {
    return address.withPeer(peer).toString();
  }

  private static Optional<List<String>> sorted(List<String> texts) {
    return texts.isEmpty() ? Optional.empty() : Optional.of(texts.stream().sorted().toList());
  }

  private static String base64(PublicKey key) {
    return Base64.getEncoder().encodeToString(key.protobuf());
  }

  private void version(Call call, Reply reply) throws IOException {
    reply.value(
        new VersionAnswer(
            backend.identity().version(),
            backend.identity().commit(),
            Integer.toString(network.cairn.store.repo.Repository.VERSION),
            system(),
            "",
            Runtime.version().toString()));
  }

  /// The machine as Go names it, `amd64/linux`, because clients show it so.
  private static String system() {
    String arch = System.getProperty("os.arch", "");
    String os = System.getProperty("os.name", "").toLowerCase(java.util.Locale.ROOT);
    return (arch.equals("aarch64") ? "arm64" : arch)
        + "/"
        + (os.startsWith("mac") ? "darwin" : os.split(" ")[0]);
  }

  /// All commands of the door.
  static void commands(Call call, Reply reply) throws IOException {
    Group root = new Group();
    for (Command row : Commands.TABLE.atDoor()) {
      Group at = root;
      for (String word : row.path().split("/")) {
        at = at.children.computeIfAbsent(word, _ -> new Group());
      }
      at.options = row.optionsAtDoor();
    }
    reply.value(root.json("ipfs"));
  }

  /// A word of the command line and those behind it.
  private static final class Group {
    final Map<String, Group> children = new TreeMap<>();
    List<Option> options = List.of();

    ObjectNode json(String name) {
      ObjectNode value = Json.object().put("Name", name);
      ArrayNode below = value.putArray("Subcommands");
      children.forEach((word, group) -> below.add(group.json(word)));
      ArrayNode flags = value.putArray("Options");
      options.forEach(o -> flags.addObject().set("Names", Json.texts(o.names())));
      return value;
    }
  }

  private void resolve(Call call, Reply reply) throws IOException {
    CidBase base = new CidBase(call);
    ContentPath asked = ContentReader.path(call.argument(0));
    Resolved resolved = backend.reader(call).resolve(asked);
    ContentPath path =
        new ContentPath(asked.namespace(), base.text(resolved.cid()), resolved.remainder());
    reply.value(new PathAnswer(path.toString()));
  }

  private void system(Call call, Reply reply) throws IOException {
    reply.value(Machine.of(backend));
  }

  private void shutdown(Call call, Reply reply) {
    backend.shutdown().run();
  }
}
