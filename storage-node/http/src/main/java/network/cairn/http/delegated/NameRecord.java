package network.cairn.http.delegated;

import java.time.Duration;
import java.time.Instant;

/// A signed record of a name, checked.
///
/// @param bytes as they were signed and came
/// @param until when it ends to be true
/// @param keep how long it may be kept before it is asked for again; zero where it does not say
public record NameRecord(byte[] bytes, Instant until, Duration keep) {
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
