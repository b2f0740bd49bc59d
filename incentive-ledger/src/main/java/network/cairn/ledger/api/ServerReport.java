package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.util.List;
import network.cairn.ledger.engine.EngineStanding;
import network.cairn.ledger.types.Genesis;

/// What a server says of itself and of who signs: a hint for operators, not proved.
///
/// @param server who says it, an address; empty for this process
/// @param engine `embedded` or `cometbft`
/// @param appVersion of the newest header
/// @param height of its state
/// @param behind blocks that another server of the network has more
/// @param peers names of the consensus nodes that it is connected to
/// @param commits how many of the newest commits were looked at
/// @param signers the newest set, by falling power
public record ServerReport(
    String server,
    String engine,
    long appVersion,
    long height,
    long behind,
    boolean catchingUp,
    List<String> peers,
    int commits,
    List<Signer> signers) {
  /// How many of the newest commits are looked at.
  public static final int COMMITS = 50;

  private static final int MAX_NAME = 64;

  /// @throws UntrustedAnswer if it says more than there can be
  public ServerReport {
    peers = List.copyOf(peers);
    signers = List.copyOf(signers);
    if (peers.size() > EngineStanding.MAX_PEERS
        || signers.size() > Genesis.MAX_VALIDATORS
        || commits < 0
        || commits > COMMITS
        || engine.length() > MAX_NAME
        || peers.stream().anyMatch(peer -> peer.length() > MAX_NAME)) {
      throw new UntrustedAnswer("the server says more of itself than there can be");
    }
  }

  /// One of the set that signs.
  ///
  /// @param address 20 bytes
  /// @param signed how many of the commits it signed
  /// @param last the height of the newest that it signed, 0 for none of them
  public record Signer(ByteString address, long power, int signed, long last) {}

  ServerReport of(String place, long more) {
    return new ServerReport(
        place, engine, appVersion, height, more, catchingUp, peers, commits, signers);
  }
}
