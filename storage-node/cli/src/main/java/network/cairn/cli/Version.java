package network.cairn.cli;

import network.cairn.api.answer.kubo.VersionAnswer;

/// What this program is; the same answer with and without a daemon.

public final class Version {
  /// The product's version.
  public static final String NUMBER = "0.1.0";

  /// The layout of a home.
  public static final String REPOSITORY = "1";

  private Version() {}

  /// As the RPC's `version` answers it, with Kubo's field names.
  static VersionAnswer answer() {
    return new VersionAnswer(
        NUMBER,
        "",
        REPOSITORY,
        System.getProperty("os.arch")
            + "/"
            + System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT),
        "",
        System.getProperty("java.version"));
  }
}
