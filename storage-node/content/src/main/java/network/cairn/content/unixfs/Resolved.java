package network.cairn.content.unixfs;

import java.util.List;
import network.cairn.ipld.cid.Cid;

/// Where a path leads.
///
/// @param cid the last block on the way
/// @param remainder what of the path lies inside that block (a field of dag-cbor or dag-json);
///   empty for UnixFS
public record Resolved(Cid cid, List<String> remainder) {
  public Resolved {
    remainder = List.copyOf(remainder);
  }
}
