package network.cairn.ledger.types;

/// A program that all must run from some height on (docs/protocol.md §17). Immutable.
///
/// @param appVersion above that of today's
/// @param name of the release, for people: 1 to 32 of a–z 0–9 . -
public record Upgrade(long appVersion, String name) {
  private static final long MAX_VERSION = 1_000_000;

  /// @throws OutOfRange for a version or a name out of bounds
  public Upgrade {
    OutOfRange.require(
        appVersion >= 1 && appVersion <= MAX_VERSION,
        "app version " + appVersion + " is not in 1.." + MAX_VERSION);
    OutOfRange.require(
        name.matches("[a-z0-9.-]{1,32}"), "an upgrade's name is not 1 to 32 of a-z 0-9 . -");
  }

  public static Upgrade of(network.cairn.proto.ledger.Upgrade wire) {
    return new Upgrade(wire.getAppVersion(), wire.getName());
  }

  public network.cairn.proto.ledger.Upgrade toWire() {
    return network.cairn.proto.ledger.Upgrade.newBuilder()
        .setAppVersion(appVersion)
        .setName(name)
        .build();
  }
}
