package network.cairn.store.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A configuration that cannot be used; the message names the file or key, the fault and what to
/// write instead.
public final class InvalidConfig extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final @Nullable String key;

  public InvalidConfig(String message) {
    this(message, null);
  }

  private InvalidConfig(String message, @Nullable String key) {
    super(message);
    this.key = key;
  }

  /// Of the value of a key, so that a file can be told with the key's line.
  static InvalidConfig at(String key, String message) {
    return new InvalidConfig(message, key);
  }

  /// Whose value cannot be used.
  Optional<String> key() {
    return Optional.ofNullable(key);
  }
}
