package network.cairn.ledger.api;

import network.cairn.proto.comet.Header;

/// What a test takes for proved.
public final class Assumed {
  private Assumed() {}

  public static <T> Proved<T> proved(long height, T value) {
    return new Proved<>(height, Header.getDefaultInstance(), value);
  }
}
