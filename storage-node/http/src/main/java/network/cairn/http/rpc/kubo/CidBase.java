package network.cairn.http.rpc.kubo;

import java.util.Optional;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;

/// How a call wants CIDs to be written: its options `cid-base` and `upgrade-cidv0-in-output`.
final class CidBase {
  private final Optional<Multibase> base;
  private final boolean upgrade;

  /// @throws BadRequest if there is no such base
  CidBase(Call call) {
    this.base = call.text("cid-base").map(CidBase::named);
    this.upgrade = call.flag("upgrade-cidv0-in-output", base.isPresent());
  }

  private static Multibase named(String name) {
    return Multibase.named(name)
        .or(() -> name.length() == 1 ? Multibase.of(name) : Optional.empty())
        .orElseThrow(() -> new BadRequest("unknown multibase \"" + name + "\""));
  }

  String text(Cid cid) {
    Cid shown = upgrade && cid.version() == 0 && !base58() ? cid.toV1() : cid;
    return base.isEmpty() || shown.version() == 0 ? shown.toString() : shown.toString(base.get());
  }

  private boolean base58() {
    return base.filter(Multibase.BASE58BTC::equals).isPresent();
  }
}
