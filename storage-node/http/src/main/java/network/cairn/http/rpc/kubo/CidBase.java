package network.cairn.http.rpc.kubo;

import java.util.Optional;
import network.cairn.http.rpc.BadRequest;
import network.cairn.http.rpc.Call;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;

/// How a call wants CIDs to be written: its options `cid-base` and `upgrade-cidv0-in-output`.
public final class CidBase {
  private final Optional<Multibase> base;
  private final boolean upgrade;

  /// As options give it. Version 0 can be written in base58btc only, so any other base makes
  /// version 1 of it.
  ///
  /// @throws BadRequest if there is no such base
  public CidBase(Optional<String> base, Optional<String> upgrade) {
    this.base = base.map(CidBase::named);
    boolean other = this.base.filter(b -> !b.equals(Multibase.BASE58BTC)).isPresent();
    this.upgrade = upgrade.map("true"::equals).orElse(other);
  }

  CidBase(Call call) {
    this(call.text("cid-base"), call.text("upgrade-cidv0-in-output"));
  }

  private static Multibase named(String name) {
    return Multibase.named(name)
        .or(() -> name.length() == 1 ? Multibase.of(name) : Optional.empty())
        .orElseThrow(() -> new BadRequest("unknown multibase \"" + name + "\""));
  }

  /// The CID as it is wanted.
  public String text(Cid cid) {
    Cid shown = upgrade && cid.version() == 0 ? cid.toV1() : cid;
    return base.isEmpty() || shown.version() == 0 ? shown.toString() : shown.toString(base.get());
  }
}
