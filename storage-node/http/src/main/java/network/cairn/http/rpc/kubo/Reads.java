package network.cairn.http.rpc.kubo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.content.blockservice.BlockService;
import network.cairn.content.blockservice.BlockSession;
import network.cairn.content.unixfs.ContentPath;
import network.cairn.content.unixfs.Resolved;
import network.cairn.content.unixfs.UnixFs;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;

/// What every command that reads blocks needs of its call: whom to ask, how long, and how CIDs are
/// written.
final class Reads {
  /// How long one block may take when the caller names no timeout.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Backend backend;
  private final Call call;
  private final Optional<Multibase> base;
  private final boolean upgrade;

  Reads(Backend backend, Call call) {
    this.backend = backend;
    this.call = call;
    this.base = call.text("cid-base").map(Reads::named);
    this.upgrade = call.flag("upgrade-cidv0-in-output", base.isPresent());
  }

  private static Multibase named(String name) {
    return Multibase.named(name)
        .or(() -> name.length() == 1 ? Multibase.of(name) : Optional.empty())
        .orElseThrow(() -> new BadRequest("unknown multibase \"" + name + "\""));
  }

  BlockService blocks() {
    return call.flag("offline") ? backend.local() : backend.blocks();
  }

  /// A session below a root that ends with the call's deadline.
  BlockSession session(Cid root) {
    return blocks().session(root, () -> call.deadline().left(PATIENCE));
  }

  /// A path as the caller wrote it.
  ///
  /// @throws CommandError if it begins with a name
  static ContentPath path(String text) {
    ContentPath path = ContentPath.parse(text);
    if (path.namespace() == ContentPath.Namespace.IPNS) {
      throw new CommandError("cannot resolve " + path + ": this node resolves no names yet");
    }
    return path;
  }

  /// Where a path leads, as one CID.
  ///
  /// @throws CommandError if it leads into a block
  Cid cid(String text) {
    Resolved resolved = resolve(path(text));
    if (!resolved.remainder().isEmpty()) {
      throw new CommandError(
          "path \"" + text + "\" leads into block " + resolved.cid() + ", not to one");
    }
    return resolved.cid();
  }

  Resolved resolve(ContentPath path) {
    Cid root = path.cid();
    if (path.segments().isEmpty()) {
      return new Resolved(root, List.of());
    }
    try (BlockSession session = session(root)) {
      return new UnixFs(session).resolve(path);
    }
  }

  /// The CID in the caller's base.
  String text(Cid cid) {
    Cid shown = upgrade && cid.version() == 0 && !base58() ? cid.toV1() : cid;
    return base.isEmpty() || shown.version() == 0 ? shown.toString() : shown.toString(base.get());
  }

  private boolean base58() {
    return base.filter(Multibase.BASE58BTC::equals).isPresent();
  }
}
