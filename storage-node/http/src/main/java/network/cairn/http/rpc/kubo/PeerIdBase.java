package network.cairn.http.rpc.kubo;

import java.util.List;
import java.util.Optional;
import network.cairn.http.rpc.Call;
import network.cairn.http.rpc.CommandError;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multibase.Multibase;
import network.cairn.ipld.multicodec.Multicodec;
import network.cairn.ipld.multihash.Multihash;
import network.cairn.libp2p.peer.PeerId;

/// How a call wants the ids of keys and peers to be written: as a multihash, or as a CIDv1 of codec
/// libp2p-key in some base.
final class PeerIdBase {
  private static final List<String> MULTIHASH = List.of("b58mh", "v0");
  private final Optional<Multibase> base;

  /// @param option of the call, which its row gives a default
  /// @throws CommandError if it names no base
  PeerIdBase(Call call, String option) {
    this.base =
        call.text(option).filter(name -> !MULTIHASH.contains(name)).map(MultibaseCommands::base);
  }

  String text(PeerId id) {
    return base.map(b -> Cid.v1(Multicodec.LIBP2P_KEY, Multihash.decode(id.bytes())).toString(b))
        .orElseGet(id::toString);
  }
}
